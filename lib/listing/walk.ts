import { resolvePath } from "../files/containment.ts";
import { isSamePath } from "../files/find_file.ts";
import type { ResolvedPath } from "../files/served_root.ts";
import type { ListingEntry } from "./sort_entries.ts";
import type { ListedRoot } from "./name_cache.ts";
import { createDirectoryReader } from "./read_directory.ts";
import type { IsVisible } from "./read_entry.ts";

/** An entry that a walk found. */
export interface WalkEntry {
  /** The names from the start directory down to the entry, its own name last. */
  readonly path: readonly string[];
  readonly entry: ListingEntry;
}

/**
 * Walks a directory tree: each directory's entries by name, and a directory before its content. Links are yielded but
 * not followed, because they could form cycles. Only the names of the current directory and its parents, and a batch of
 * entries of each, are held in memory.
 *
 * @param start The top directory; it is not yielded itself.
 * @param signal Ends the walk early.
 */
export async function* walk(
  servedRoot: ListedRoot,
  start: ResolvedPath,
  isVisible: IsVisible,
  signal?: AbortSignal,
): AsyncGenerator<WalkEntry> {
  yield* walkBelow(servedRoot, start, [], isVisible, signal);
}

async function* walkBelow(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
  parents: readonly string[],
  isVisible: IsVisible,
  signal: AbortSignal | undefined,
): AsyncGenerator<WalkEntry> {
  const isAborted = () => signal?.aborted === true;
  const reader = await createDirectoryReader(servedRoot, directory, isVisible);
  if (reader === undefined || isAborted()) return;
  // The names are read at once, the entries in batches: many walks through large directories need little memory.
  for await (const batch of reader.readInOrder("asc")) {
    for (const entry of batch) {
      if (isAborted()) return;
      const segments = [...directory.segments, entry.name];
      const path = [...parents, entry.name];
      yield { path, entry };
      if (entry.type !== "directory" || entry.link === true) continue;
      const subdirectory = resolvePath(servedRoot, segments);
      // It may have been removed, or swapped for a link, since it was listed.
      if (subdirectory?.stat.kind === "directory" && isSamePath(subdirectory.segments, segments)) {
        yield* walkBelow(servedRoot, subdirectory, path, isVisible, signal);
      }
    }
  }
}
