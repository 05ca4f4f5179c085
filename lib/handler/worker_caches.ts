import { Compressor } from "../content/compressor.ts";
import { CONTENT_LIMIT, ContentCache, type ContentObserver } from "../content/content_cache.ts";
import { Digests } from "../content/digest.ts";
import { NameCache } from "../listing/name_cache.ts";
import { ListingLimits } from "../listing/limits.ts";
import { OpenFiles } from "../content/open_files.ts";
import { BufferPool } from "../content/buffer_pool.ts";
import { Semaphore } from "../util/semaphore.ts";

/** How many archives are made at the same time. */
const MAX_ARCHIVES = 2;

/** How many searches. */
const MAX_SEARCHES = 4;

/** What the sites of a worker in one file system share: together they need no more than one of them. */
export interface WorkerCaches {
  readonly contents: ContentCache;
  readonly names: NameCache;
  /** Files that parts are asked of. */
  readonly openFiles: OpenFiles;
  /** Memory for bodies that are sent only once. */
  readonly bufferPool: BufferPool;
  readonly digests: Digests;
  readonly compressor: Compressor;
  readonly listingGate: ListingLimits;
  readonly archivePlaces: Semaphore;
  readonly searchPlaces: Semaphore;
}

/** @param contentObserver Told what becomes of contents in memory. */
export function createWorkerCaches(contentObserver?: ContentObserver): WorkerCaches {
  const contents = new ContentCache(CONTENT_LIMIT, contentObserver);
  return {
    contents,
    names: new NameCache(),
    openFiles: new OpenFiles(),
    bufferPool: new BufferPool(),
    digests: new Digests(),
    compressor: new Compressor(contents),
    listingGate: new ListingLimits(),
    archivePlaces: new Semaphore(MAX_ARCHIVES),
    searchPlaces: new Semaphore(MAX_SEARCHES),
  };
}
