import { locate, type Location, type Territory } from "../files/containment.ts";
import { readListing } from "./read_directory.ts";
import { type ListingEntry, sortListing } from "./entries.ts";
import { isSamePlace } from "../files/resource.ts";

/** Something below a folder that is walked through. */
export interface Found {
  /** Its names from that folder down; the last one is its own. */
  readonly path: readonly string[];
  readonly entry: ListingEntry;
}

/** What a walk depends on, besides the folder. */
export interface WalkOptions {
  /** Whether what lies at these segments, below the root, may be told of. */
  readonly isServed: (segments: readonly string[]) => boolean;
}

/**
 * Walks through a folder and all folders below it, each one's content by name, a folder before what is in it. Links
 * are told of, but not followed: they could lead round in circles. One folder at a time is held in memory, and those
 * above it.
 *
 * @param start The folder.
 */
export async function* walk(
  territory: Territory,
  start: Location,
  options: WalkOptions,
): AsyncGenerator<Found> {
  yield* walkBelow(territory, start, [], options);
}

async function* walkBelow(
  territory: Territory,
  folder: Location,
  above: readonly string[],
  options: WalkOptions,
): AsyncGenerator<Found> {
  const entries = await readListing(territory, folder) ?? [];
  sortListing(entries, { sort: "name", order: "asc" });
  for (const entry of entries) {
    const segments = [...folder.segments, entry.name];
    if (!options.isServed(segments)) continue;
    const path = [...above, entry.name];
    yield { path, entry };
    if (entry.type !== "directory" || entry.link === true) continue;
    const below = locate(territory, segments);
    // It may have gone, or been swapped for a link, meanwhile.
    if (below?.stat.kind === "directory" && isSamePlace(below.segments, segments)) {
      yield* walkBelow(territory, below, path, options);
    }
  }
}
