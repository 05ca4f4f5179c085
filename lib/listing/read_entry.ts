import { isVerified, resolvePath } from "../files/containment.ts";
import type { DirectoryEntry, FileStat } from "../files/file_system.ts";
import type { ServedRoot } from "../files/served_root.ts";
import type { ListingEntry } from "./sort_entries.ts";

/** Reports whether the client may know of a path below the root. */
export type IsVisible = (segments: readonly string[]) => boolean;

/** Everything is visible. */
export const SEE_ALL: IsVisible = () => true;

/**
 * Reads one entry of a directory.
 *
 * @param directory The directory's segments below the root.
 * @param verify Whether to verify that the entry is inside the root, because the path may have changed.
 * @param isVisible Reports whether a link to this path may be listed.
 * @returns Undefined if the entry would not be served.
 */
export function readEntry(
  servedRoot: ServedRoot,
  directory: readonly string[],
  { name, kind }: DirectoryEntry,
  verify: boolean,
  isVisible: IsVisible,
): ListingEntry | undefined {
  const { fileSystem, root, followSymlinks } = servedRoot;
  const segments = [...directory, name];
  // A name that is not valid UTF-8 can't be requested. It was decoded with replacements, so lstat finds no such file.
  const resolved = kind === "symlink" ? resolvePath(servedRoot, segments) : {
    segments,
    target: segments,
    stat: fileSystem.lstat(root.pathOf(segments)),
  };
  if (resolved === undefined || !isFileOrDirectory(resolved.stat)) return;
  const { stat } = resolved;
  if (kind === "symlink" && !isVisible(resolved.target)) return;
  // The path to a link's target is not watched.
  if ((verify || kind === "symlink") && !isVerified(servedRoot, resolved.segments, stat)) return;
  if (!fileSystem.isReadable(root.pathOf(resolved.segments), stat, followSymlinks)) return;
  const entry: ListingEntry = {
    name,
    type: stat.kind === "directory" ? "directory" : "file",
    size: stat.kind === "directory" ? undefined : stat.size,
    modified: stat.mtime,
  };
  return kind === "symlink" ? { ...entry, link: true } : entry;
}

function isFileOrDirectory(stat: FileStat | undefined): stat is FileStat {
  return stat?.kind === "file" || stat?.kind === "directory";
}
