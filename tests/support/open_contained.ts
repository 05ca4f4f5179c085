import { openResolved } from "../../lib/files/containment.ts";
import { type ServedRoot } from "../../lib/files/served_root.ts";
import type { FileStat, OpenFile } from "../../lib/files/file_system.ts";
import { findResource } from "../../lib/files/resource.ts";

/** A file that was found and opened. */
export interface ContainedFile {
  readonly file: OpenFile;
  readonly stat: FileStat;
}

/** How often a response is decided anew. */
const ATTEMPTS = 20;

/** Finds and opens a file as the handler does: anew when it turns out to be another one. */
export function openContained(
  servedRoot: ServedRoot,
  segments: readonly string[],
): ContainedFile | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const resource = findResource(servedRoot, segments, false);
    if (resource === undefined) return undefined;
    const file = openResolved(servedRoot, resource.resolved, false);
    if (file !== undefined) return { file, stat: resource.resolved.stat };
  }
  return undefined;
}
