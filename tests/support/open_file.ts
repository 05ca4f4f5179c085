import { openResolved } from "../../lib/files/containment.ts";
import type { FileStat, OpenFile } from "../../lib/files/file_system.ts";
import { findFile } from "../../lib/files/find_file.ts";
import type { ServedRoot } from "../../lib/files/served_root.ts";

/** An open file, and its stat from when it was found. */
export interface OpenedFile {
  readonly file: OpenFile;
  readonly stat: FileStat;
}

/** Opens a file of the served root; undefined if there is none. For tests of code that gets open files. */
export function openFile(
  servedRoot: ServedRoot,
  segments: readonly string[],
): OpenedFile | undefined {
  const resource = findFile(servedRoot, segments, false);
  const file = resource && openResolved(servedRoot, resource.resolved, false);
  return resource && file && { file, stat: resource.resolved.stat };
}
