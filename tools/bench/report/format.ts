import type { Metric } from "../load/measurement.ts";

/** How to format a metric. */
interface Format {
  readonly title: string;
  /** Its name in a sentence. */
  readonly phrase: string;
  readonly show: (value: number) => string;
}

const FORMATS: Record<Metric, Format> = {
  requestsPerSecond: { title: "requests/s", phrase: "requests/s", show: count },
  bytesPerSecond: { title: "MB/s", phrase: "bytes/s", show: megabytes },
  p50: { title: "p50", phrase: "the whole response (p50)", show: duration },
  p99: { title: "p99", phrase: "p99", show: duration },
  cpu: { title: "CPU/request", phrase: "CPU/request", show: duration },
  memory: { title: "memory", phrase: "memory", show: (value) => `${megabytes(value)} MB` },
  growth: {
    title: "more than idle",
    phrase: "memory beyond that before any request",
    show: (value) => `${megabytes(value)} MB`,
  },
  firstByte: { title: "first byte", phrase: "the first byte", show: duration },
  firstByteAtFirst: {
    title: "at first",
    phrase: "the first byte of the first request",
    show: duration,
  },
  ready: { title: "ready after", phrase: "ready", show: duration },
  idle: { title: "still open", phrase: "connections still open", show: count },
};

/** Returns the title of a column. */
export function titleOf(metric: Metric): string {
  return FORMATS[metric].title;
}

/** Returns the name of a metric in a sentence. */
export function phraseOf(metric: Metric): string {
  return FORMATS[metric].phrase;
}

/** Formats a value, with its unit unless the title has it. Empty if undefined. */
export function show(metric: Metric, value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? "" : FORMATS[metric].show(value);
}

/** Formats a ratio as `1.25x`. */
export function showRatio(value: number | undefined): string {
  if (value === undefined) return "";
  return `${value >= 10 ? count(value) : value.toFixed(2)}x`;
}

/** Formats a number as an integer with commas, or with one decimal if it is small. */
export function count(value: number): string {
  const digits = value < 10 && !Number.isInteger(value) ? 1 : 0;
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function megabytes(bytes: number): string {
  return count(bytes / 1e6);
}

function duration(microseconds: number): string {
  if (microseconds < 100) return `${microseconds.toFixed(1)} µs`;
  if (microseconds < 10_000) return `${count(microseconds)} µs`;
  return `${count(microseconds / 1000)} ms`;
}
