import { Compressor } from "../content/compressor.ts";
import { CONTENT_LIMIT, ContentCache, type ContentObserver } from "../content/content_cache.ts";
import { Digests } from "../content/digest.ts";
import { NameCache } from "../listing/name_cache.ts";
import { ListingGate } from "../listing/limits.ts";
import { OpenFiles } from "../content/open_files.ts";
import { Scratch } from "../content/buffer_pool.ts";
import { Places } from "../util/places.ts";

/** How many archives are made at the same time. */
const MAX_ARCHIVES = 2;

/** How many searches. */
const MAX_SEARCHES = 4;

/** What the sites of a worker in one file system share: together they need no more than one of them. */
export interface Shared {
  readonly contents: ContentCache;
  readonly names: NameCache;
  /** Files that parts are asked of. */
  readonly openFiles: OpenFiles;
  /** Memory for bodies that are sent only once. */
  readonly scratch: Scratch;
  readonly digests: Digests;
  readonly compressor: Compressor;
  readonly listingGate: ListingGate;
  readonly archivePlaces: Places;
  readonly searchPlaces: Places;
}

/** @param contentObserver Told what becomes of contents in memory. */
export function createShared(contentObserver?: ContentObserver): Shared {
  const contents = new ContentCache(CONTENT_LIMIT, contentObserver);
  return {
    contents,
    names: new NameCache(),
    openFiles: new OpenFiles(),
    scratch: new Scratch(),
    digests: new Digests(),
    compressor: new Compressor(contents),
    listingGate: new ListingGate(),
    archivePlaces: new Places(MAX_ARCHIVES),
    searchPlaces: new Places(MAX_SEARCHES),
  };
}
