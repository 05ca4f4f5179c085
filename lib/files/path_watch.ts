import type { ServedRoot } from "./served_root.ts";
import { type FileStat, isSameVersion, mtimeIsReliable } from "./file_system.ts";

/** The way to a place, from a first look at it on. */
export interface PathWatch {
  /** The state of the folder that the place is in, at that look; undefined when the place is the root. */
  readonly folder: FileStat | undefined;
  /** Whether the way has been calm since: then all that was looked at meanwhile lay in this one place. */
  isUnchanged(): boolean;
}

/**
 * Looks whether the way to a place below the root lies calm: whoever swaps a part of it for a link changes
 * the folder which that part is in, and a change sets a folder's ctime, which nobody can set back.
 *
 * @returns Undefined when the way has changed just now, so that another change may not show, or is not there.
 */
export function watchPath(
  servedRoot: ServedRoot,
  segments: readonly string[],
): PathWatch | undefined {
  const before = statAncestors(servedRoot, segments);
  const now = Date.now();
  if (before === undefined || !before.every((stat) => mtimeIsReliable(stat, now))) return undefined;
  return {
    folder: before.at(-1),
    isUnchanged() {
      const after = statAncestors(servedRoot, segments);
      return after !== undefined &&
        before.every((stat, index) => isSameVersion(stat, after[index] ?? stat));
    },
  };
}

/** The folders from the root down to that which the place is in; undefined when one is missing. */
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
