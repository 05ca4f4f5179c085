import { type FileStat, isSameVersion, mtimeIsReliable } from "./file_system.ts";
import type { ServedRoot } from "./served_root.ts";

/** The stats of all directories on the way to a path, to see later whether one of them has changed. */
export interface PathWatch {
  /** Stat of the parent directory; undefined for the root itself. */
  readonly parentStat: FileStat | undefined;
  /** Whether no directory has changed: then everything found meanwhile belongs to one state of the path. */
  isUnchanged(): boolean;
}

/**
 * Stats the directories on the way to a path below the root. Replacing a part of the path by a symlink changes the
 * directory that contains it, and a change sets the directory's ctime, which can't be set back.
 *
 * @returns Undefined if a directory is missing, or changed so recently that another change might not show.
 */
export function watchPath(
  servedRoot: ServedRoot,
  segments: readonly string[],
): PathWatch | undefined {
  const before = statAncestors(servedRoot, segments);
  const now = Date.now();
  if (before === undefined || !before.every((stat) => mtimeIsReliable(stat, now))) return undefined;
  return {
    parentStat: before.at(-1),
    isUnchanged() {
      const after = statAncestors(servedRoot, segments);
      return after !== undefined &&
        before.every((stat, index) => isSameVersion(stat, after[index] ?? stat));
    },
  };
}

/** Returns the stats of the directories from the root to the parent; undefined if one is missing. */
function statAncestors(
  { fileSystem, root }: ServedRoot,
  segments: readonly string[],
): FileStat[] | undefined {
  const stats: FileStat[] = [];
  for (let depth = 0; depth < segments.length; depth++) {
    const stat = fileSystem.stat(root.pathOf(segments.slice(0, depth)));
    if (stat === undefined) return undefined;
    stats.push(stat);
  }
  return stats;
}
