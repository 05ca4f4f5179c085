import type { ContentObserver } from "../content/content_cache.ts";

/** The methods that are told apart; all others are one, because a client may invent any number of them. */
export const METHODS = ["GET", "HEAD", "OPTIONS", "other"] as const;

/** The classes of final statuses (RFC 9110 §15). */
export const STATUS_CLASSES = ["2xx", "3xx", "4xx", "5xx"] as const;

/** Upper bounds of the histogram of durations, in seconds, each included in its bucket. */
export const DURATION_BOUNDS = [
  ...[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05],
  ...[0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
] as const;

/** Where each figure stands in a counters's memory, counted in cells. */
export const CELLS = layOut({
  requests: METHODS.length * STATUS_CLASSES.length,
  /** Not cumulative; the last one counts what is over every bound. */
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

/** Those figures that go up and down: they are over when a worker is. */
const GAUGES = [CELLS.inFlight, CELLS.cacheBytes, CELLS.cacheEntries, CELLS.connections];

/** Makes the memory of a counters, which a worker shares with the supervisor. */
export function createCounterMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(CELLS.end * Float64Array.BYTES_PER_ELEMENT);
}

/** Sets those figures to nothing that ended with the worker that kept them; what it has counted stays. */
export function endGauges(memory: SharedArrayBuffer): void {
  const cells = new Float64Array(memory);
  for (const cell of GAUGES) cells[cell] = 0;
}

/** Adds up the figures of several workers, cell by cell. */
export function sumCounters(memories: readonly SharedArrayBuffer[]): Float64Array {
  const sum = new Float64Array(CELLS.end);
  for (const memory of memories) {
    new Float64Array(memory).forEach((figure, cell) => sum[cell] = (sum[cell] ?? 0) + figure);
  }
  return sum;
}

/**
 * What a worker counts, in memory that the supervisor reads whenever it is asked: no message is sent, a worker
 * that is busy holds nothing up, and what was counted outlives it. One worker writes, so that no lock is needed.
 */
export class Counters implements ContentObserver {
  readonly #cells: Float64Array<SharedArrayBuffer>;

  /** @param memory From {@linkcode createCounterMemory}. */
  constructor(memory: SharedArrayBuffer) {
    this.#cells = new Float64Array(memory);
  }

  /** A request has come. */
  begin(): void {
    this.#add(CELLS.inFlight, 1);
  }

  /**
   * The body of an answer has ended.
   *
   * @param bytes Of the body, as handed to the connection.
   * @param complete Whether the body was sent to its end.
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

/** The place among the request counters. */
function requestCell(method: string, status: number): number {
  const row = method === "GET" ? 0 : method === "HEAD" ? 1 : method === "OPTIONS" ? 2 : 3;
  return row * STATUS_CLASSES.length + Math.floor(status / 100) - 2;
}

function bucketOf(seconds: number): number {
  let bucket = 0;
  while (seconds > (DURATION_BOUNDS[bucket] ?? Infinity)) bucket++;
  return bucket;
}

/** Gives each figure its first cell, and the number of all cells as `end`. */
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
