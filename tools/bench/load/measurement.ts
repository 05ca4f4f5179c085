/** The metrics and their units. A scenario has only those that apply to it. */
export interface Metrics {
  /** Responses per second. */
  requestsPerSecond: number;
  /** Received bytes per second, including heads. */
  bytesPerSecond: number;
  /** The median time from request to whole response, in microseconds. */
  p50: number;
  /** The 99th percentile of that time, in microseconds. */
  p99: number;
  /** User and system time of the server's processes for one request, in microseconds. */
  cpu: number;
  /** Resident memory of the server's processes after the load, in bytes. */
  memory: number;
  /** Peak resident memory under load minus the memory before the first request, in bytes. */
  growth: number;
  /** From request to the first byte of the body, in microseconds. */
  firstByte: number;
  /** The same for the first request of a round, after the server was idle. */
  firstByteAtFirst: number;
  /** From the start to the ready line or the first response, in microseconds. */
  ready: number;
  /** Idle connections still open after the load. */
  idle: number;
}

/** Names of all metrics. */
export type Metric = keyof Metrics;

/** The measurement of one server in one round. */
export type Measurement = Readonly<Partial<Metrics>>;

/** The metrics that a load driver measures without the server process. */
export interface Driven {
  readonly requests: number;
  readonly measured: Measurement;
}

/**
 * Returns a quantile.
 *
 * @param sorted In ascending order.
 * @param share From 0 to 1.
 * @returns NaN for no values.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const index = Math.max(0, Math.ceil(sorted.length * share) - 1);
  return sorted[index] ?? NaN;
}

/** The middle value, or the mean of the two in the middle; NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
