import type { ContentObserver } from "../content/content_cache.ts";

/** Methods with counters of their own; the others share one, because clients may invent any number of methods. */
export const METHODS = ["GET", "HEAD", "OPTIONS", "other"] as const;

/** The classes of final statuses (RFC 9110 §15). */
export const STATUS_CLASSES = ["2xx", "3xx", "4xx", "5xx"] as const;

/** Inclusive upper bounds of the duration histogram's buckets, in seconds. */
export const DURATION_BOUNDS = [
  ...[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05],
  ...[0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
] as const;

/** Index of each figure's first cell in a worker's counter memory. */
export const CELLS = layOut({
  requests: METHODS.length * STATUS_CLASSES.length,
  /** Not cumulative; the last cell counts durations above every bound. */
  durations: DURATION_BOUNDS.length + 1,
  durationSum: 1,
  bytes: 1,
  cutOff: 1,
  inFlight: 1,
  cacheHits: 1,
  cacheMisses: 1,
  cacheEvictions: 1,
  cacheBytes: 1,
  cacheEntries: 1,
  connections: 1,
  connectionsAccepted: 1,
  connectionsRefused: 1,
});

/** Gauges: they drop to zero when their worker dies. */
const GAUGES = [CELLS.inFlight, CELLS.cacheBytes, CELLS.cacheEntries, CELLS.connections];

/** Creates the counter memory that a worker shares with the supervisor. */
export function createCounterMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(CELLS.end * Float64Array.BYTES_PER_ELEMENT);
}

/** Resets the gauges of a dead worker. Its counters keep their values. */
export function endGauges(memory: SharedArrayBuffer): void {
  const cells = new Float64Array(memory);
  for (const cell of GAUGES) cells[cell] = 0;
}

/** Returns the sums of several workers' cells. */
export function sumCounters(memories: readonly SharedArrayBuffer[]): Float64Array {
  const sum = new Float64Array(CELLS.end);
  for (const memory of memories) {
    new Float64Array(memory).forEach((figure, cell) => sum[cell] = (sum[cell] ?? 0) + figure);
  }
  return sum;
}

/**
 * A worker's counters, in memory shared with the supervisor. Reading them needs no message, so a busy worker delays
 * nothing, and the values outlive the worker. Only one worker writes to the memory, so no lock is needed.
 */
export class Counters implements ContentObserver {
  readonly #cells: Float64Array<SharedArrayBuffer>;

  /** @param memory From {@linkcode createCounterMemory}. */
  constructor(memory: SharedArrayBuffer) {
    this.#cells = new Float64Array(memory);
  }

  /** Counts a request that has arrived. */
  begin(): void {
    this.#add(CELLS.inFlight, 1);
  }

  /**
   * Counts a request whose response body has ended.
   *
   * @param bytes Size of the body passed to the connection.
   * @param complete Whether the body was sent completely.
   * @param seconds From the request's head to the end of the body.
   */
  end(method: string, status: number, bytes: number, complete: boolean, seconds: number): void {
    this.#add(CELLS.inFlight, -1);
    this.#add(CELLS.requests + requestCell(method, status), 1);
    this.#add(CELLS.bytes, bytes);
    if (!complete) this.#add(CELLS.cutOff, 1);
    this.#add(CELLS.durations + bucketOf(seconds), 1);
    this.#add(CELLS.durationSum, seconds);
  }

  hit(): void {
    this.#add(CELLS.cacheHits, 1);
  }

  miss(): void {
    this.#add(CELLS.cacheMisses, 1);
  }

  evicted(): void {
    this.#add(CELLS.cacheEvictions, 1);
  }

  filled(bytes: number, entries: number): void {
    this.#cells[CELLS.cacheBytes] = bytes;
    this.#cells[CELLS.cacheEntries] = entries;
  }

  opened(): void {
    this.#add(CELLS.connections, 1);
    this.#add(CELLS.connectionsAccepted, 1);
  }

  closed(): void {
    this.#add(CELLS.connections, -1);
  }

  refused(): void {
    this.#add(CELLS.connectionsRefused, 1);
  }

  #add(cell: number, amount: number): void {
    this.#cells[cell] = (this.#cells[cell] ?? 0) + amount;
  }
}

/** Offset among the request cells. */
function requestCell(method: string, status: number): number {
  const row = method === "GET" ? 0 : method === "HEAD" ? 1 : method === "OPTIONS" ? 2 : 3;
  return row * STATUS_CLASSES.length + Math.floor(status / 100) - 2;
}

function bucketOf(seconds: number): number {
  let bucket = 0;
  while (seconds > (DURATION_BOUNDS[bucket] ?? Infinity)) bucket++;
  return bucket;
}

/** Assigns each figure its first cell; `end` is the total number of cells. */
function layOut<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
): Readonly<Record<Name | "end", number>> {
  let end = 0;
  const starts = Object.entries<number>(sizes).map(([name, size]) => {
    end += size;
    return [name, end - size];
  });
  return Object.fromEntries([...starts, ["end", end]]);
}
