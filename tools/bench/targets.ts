import { CONTENT_LIMIT } from "../../lib/content/content_cache.ts";
import type { Metric } from "./load/measurement.ts";
import type { PeerName } from "./peers/peer.ts";
import { ALONE, aloneName } from "./tls_scenarios.ts";

/** A performance target of Plinth. */
export interface Target {
  readonly scenario: string;
  readonly metric: Metric;
  /** Server to compare with in the same round. If undefined, the value itself is compared with the limit. */
  readonly against?: PeerName | "baseline";
  readonly bound: "at least" | "at most";
  /** A ratio, or a value in the unit of the metric. */
  readonly limit: number;
  /** Stretch goal. */
  readonly aim?: number;
}

/** Bytes per MB. */
const MB = 1e6;

/** All targets. */
export const TARGETS: readonly Target[] = [
  ratio("1k", "cpu", "floor", "at most", 1.3),
  ratio("1k", "requestsPerSecond", "floor", "at least", 0.8),
  ratio("1k", "requestsPerSecond", "caddy", "at least", 2.2),
  ratio("1k", "requestsPerSecond", "sirv", "at least", 8),
  ratio("1k", "requestsPerSecond", "http-server", "at least", 10),
  ratio("1k", "requestsPerSecond", "serve", "at least", 15),
  ratio("1k", "requestsPerSecond", "python", "at least", 30),
  { ...ratio("1k-all-cores", "requestsPerSecond", "nginx", "at least", 0.6), aim: 1 },
  ratio("304", "cpu", "floor", "at most", 1.3),
  ratio("head", "cpu", "floor", "at most", 1.3),
  ratio("404", "cpu", "floor", "at most", 1.3),
  ratio("100k", "bytesPerSecond", "nginx", "at least", 1),
  ratio("100k", "bytesPerSecond", "caddy", "at least", 1),
  ratio("1m", "bytesPerSecond", "nginx", "at least", 1),
  ratio("1m", "bytesPerSecond", "caddy", "at least", 1),
  ratio("1g", "bytesPerSecond", "nginx", "at least", 1),
  ratio("1g-8", "bytesPerSecond", "nginx", "at least", 1),
  ratio("range", "requestsPerSecond", "caddy", "at least", 1),
  ratio("uniform", "requestsPerSecond", "caddy", "at least", 1),
  value("uniform", "growth", CONTENT_LIMIT + 60 * MB),
  ratio("sidecar", "requestsPerSecond", "baseline", "at least", 0.95),
  ratio("compress", "requestsPerSecond", "baseline", "at least", 0.95),
  value("listing-100000", "firstByte", 150_000),
  value("listing-100000", "p50", 1_000_000),
  value("listing-100000", "growth", 60 * MB),
  ratio("log", "requestsPerSecond", "baseline", "at least", 0.85),
  ratio("tls", "requestsPerSecond", "caddy", "at least", 1.2),
  ratio("tls-http2", "requestsPerSecond", "caddy", "at least", 2),
  ...ALONE.flatMap(([file, limit]) => [
    value(aloneName(file, "http1"), "p50", limit),
    value(aloneName(file, "http2"), "p50", limit),
  ]),
  ratio("tls-1g-http1", "bytesPerSecond", "caddy", "at least", 0.8),
  ratio("tls-1g-http2", "bytesPerSecond", "caddy", "at least", 0.8),
  value("start", "ready", 250_000),
  value("start", "memory", 130 * MB),
];

function ratio(
  scenario: string,
  metric: Metric,
  against: PeerName | "baseline",
  bound: Target["bound"],
  limit: number,
): Target {
  return { scenario, metric, against, bound, limit };
}

function value(scenario: string, metric: Metric, limit: number): Target {
  return { scenario, metric, bound: "at most", limit };
}
