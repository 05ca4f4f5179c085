/** What is measured, and in which unit. A scenario has those that make sense for it. */
export interface Metrics {
  /** Requests answered a second. */
  requestsPerSecond: number;
  /** Bytes received a second, heads included. */
  bytesPerSecond: number;
  /** The median time from request to whole response, in microseconds. */
  p50: number;
  /** The time that 99 of 100 responses did not exceed, in microseconds. */
  p99: number;
  /** User and system time of the server's processes for one request, in microseconds. */
  cpu: number;
  /** Resident memory of the server's processes after the load, in bytes. */
  memory: number;
  /** The highest resident memory under the load beyond what was held before any request, in bytes. */
  growth: number;
  /** From request to the first byte of the body, in microseconds. */
  firstByte: number;
  /** The same of a round's first request, before which the server may not have looked at anything for a while. */
  firstByteAtFirst: number;
  /** From starting the program to its line that it is ready, or to its first answer, in microseconds. */
  ready: number;
  /** Idle connections that the server still held after the load. */
  idle: number;
}

/** The names of what is measured. */
export type Metric = keyof Metrics;

/** One round of one server. */
export type Measurement = Readonly<Partial<Metrics>>;

/** What a load driver saw by itself, without looking at the server's process. */
export interface Driven {
  readonly requests: number;
  readonly measured: Measurement;
}

/**
 * The value that a share of the values does not exceed.
 *
 * @param sorted In ascending order.
 * @param share From 0 to 1.
 * @returns NaN when there is none.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const index = Math.max(0, Math.ceil(sorted.length * share) - 1);
  return sorted[index] ?? NaN;
}

/** The middle value, or the mean of the two in the middle; NaN when there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
