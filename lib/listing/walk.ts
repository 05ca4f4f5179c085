import { resolvePath } from "../files/containment.ts";
import { type ResolvedPath } from "../files/served_root.ts";
import { type ListedRoot } from "./name_cache.ts";
import { listDirectory } from "./read_directory.ts";
import { type ListingEntry, sortListing } from "./entries.ts";
import { isSamePath } from "../files/resource.ts";

/** Something below a folder that is walked through. */
export interface WalkEntry {
  /** Its names from that folder down; the last one is its own. */
  readonly path: readonly string[];
  readonly entry: ListingEntry;
}

/** What a walk depends on, besides the folder. */
export interface WalkOptions {
  /** Whether what lies at these segments, below the root, may be told of. */
  readonly isVisible: (segments: readonly string[]) => boolean;
}

/**
 * Walks through a folder and all folders below it, each one's content by name, a folder before what is in it. Links
 * are told of, but not followed: they could lead round in circles. One folder at a time is held in memory, and those
 * above it.
 *
 * @param start The folder.
 */
export async function* walk(
  servedRoot: ListedRoot,
  start: ResolvedPath,
  options: WalkOptions,
): AsyncGenerator<WalkEntry> {
  yield* walkBelow(servedRoot, start, [], options);
}

async function* walkBelow(
  servedRoot: ListedRoot,
  folder: ResolvedPath,
  above: readonly string[],
  options: WalkOptions,
): AsyncGenerator<WalkEntry> {
  const entries = await listDirectory(servedRoot, folder) ?? [];
  sortListing(entries, { sort: "name", order: "asc" });
  for (const entry of entries) {
    const segments = [...folder.segments, entry.name];
    if (!options.isVisible(segments)) continue;
    const path = [...above, entry.name];
    yield { path, entry };
    if (entry.type !== "directory" || entry.link === true) continue;
    const below = resolvePath(servedRoot, segments);
    // It may have gone, or been swapped for a link, meanwhile.
    if (below?.stat.kind === "directory" && isSamePath(below.segments, segments)) {
      yield* walkBelow(servedRoot, below, path, options);
    }
  }
}
