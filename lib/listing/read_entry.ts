import { isVerified, resolvePath } from "../files/containment.ts";
import { type ServedRoot } from "../files/served_root.ts";
import type { DirectoryEntry, FileStat } from "../files/file_system.ts";
import type { ListingEntry } from "./entries.ts";

/**
 * What a name in a directory stands for.
 *
 * @param directory Its segments below the root.
 * @param verify Whether to prove that it lies inside the root, because the way to the directory may not be calm.
 * @returns Undefined for what would not be served.
 */
export function readEntry(
  servedRoot: ServedRoot,
  directory: readonly string[],
  { name, kind }: DirectoryEntry,
  verify: boolean,
): ListingEntry | undefined {
  const { fileSystem, root, followSymlinks } = servedRoot;
  const segments = [...directory, name];
  // A name that is not valid UTF-8 can't be asked for; it shows changed here, so there is no such file.
  const place = kind === "symlink" ? resolvePath(servedRoot, segments) : {
    segments,
    stat: fileSystem.lstat(root.pathOf(segments)),
  };
  if (place === undefined || !isListable(place.stat)) return;
  const { stat } = place;
  // A link leads elsewhere, by a way that may not be calm.
  if ((verify || kind === "symlink") && !isVerified(servedRoot, place.segments, stat)) return;
  if (!fileSystem.isReadable(root.pathOf(place.segments), stat, followSymlinks)) return;
  const entry: ListingEntry = {
    name,
    type: stat.kind === "directory" ? "directory" : "file",
    size: stat.kind === "directory" ? undefined : stat.size,
    modified: stat.mtime,
  };
  return kind === "symlink" ? { ...entry, link: true } : entry;
}

function isListable(stat: FileStat | undefined): stat is FileStat {
  return stat?.kind === "file" || stat?.kind === "directory";
}
