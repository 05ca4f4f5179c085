import { Compressor } from "../content/compressor.ts";
import { CONTENT_LIMIT, ContentCache, type ContentObserver } from "../content/content_cache.ts";
import { Digests } from "../content/digest.ts";
import { NameCache } from "../listing/name_cache.ts";
import { ListingLimits } from "../listing/limits.ts";
import { OpenFiles } from "../content/open_files.ts";
import { SharedFiles } from "../content/shared_files.ts";
import { BufferPool } from "../content/buffer_pool.ts";
import { Semaphore } from "../util/semaphore.ts";

/** The most concurrent archives. Each holds up to half a mebibyte and one open file. */
const MAX_ARCHIVES = 64;

/** The most concurrent searches. */
const MAX_SEARCHES = 4;

/** Caches and limits that the sites of a worker in one file system share. */
export interface WorkerCaches {
  readonly contents: ContentCache;
  readonly names: NameCache;
  /** Files that ranges are read from. */
  readonly openFiles: OpenFiles;
  /** Files that are streamed. */
  readonly sharedFiles: SharedFiles;
  /** A buffer for bodies that are sent only once. */
  readonly bufferPool: BufferPool;
  readonly digests: Digests;
  readonly compressor: Compressor;
  readonly listingGate: ListingLimits;
  readonly archivePlaces: Semaphore;
  readonly searchPlaces: Semaphore;
}

/** Creates the caches. @param contentObserver Observes the content cache. */
export function createWorkerCaches(contentObserver?: ContentObserver): WorkerCaches {
  const contents = new ContentCache(CONTENT_LIMIT, contentObserver);
  return {
    contents,
    names: new NameCache(),
    openFiles: new OpenFiles(),
    sharedFiles: new SharedFiles(),
    bufferPool: new BufferPool(),
    digests: new Digests(),
    compressor: new Compressor(contents),
    listingGate: new ListingLimits(),
    archivePlaces: new Semaphore(MAX_ARCHIVES),
    searchPlaces: new Semaphore(MAX_SEARCHES),
  };
}
