import type { Machine } from "../machine/describe.ts";
import type { Measurement, Metric } from "../load/measurement.ts";
import type { PeerName } from "../peers/peer.ts";

/** Servers that the others are compared with. */
export const REFERENCES = ["floor", "nginx", "caddy"] as const;

/** Result of a server in a scenario. */
export interface EntrantResult {
  readonly peer: PeerName;
  readonly title: string;
  readonly isBaseline: boolean;
  /** Why the server was not measured, or dropped out. */
  readonly reason?: string;
  readonly rounds: readonly Measurement[];
  /** Medians over the rounds. */
  readonly median: Measurement;
  /** Medians over the rounds of the ratio to a reference in the same round, of requests/s and CPU. */
  readonly ratios: Readonly<Partial<Record<typeof REFERENCES[number], Ratios>>>;
}

/** A server's values divided by a reference's. */
export type Ratios = Readonly<Partial<Record<"requestsPerSecond" | "cpu", number>>>;

/** Result of a scenario. */
export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Metric[];
  readonly entrants: readonly EntrantResult[];
}

/** Result of a target. It was not measured if `value` is undefined. */
export interface TargetResult {
  readonly scenario: string;
  readonly metric: Metric;
  readonly against: string | undefined;
  readonly bound: "at least" | "at most";
  readonly limit: number;
  readonly aim: number | undefined;
  readonly value: number | undefined;
  /** The same for the floor, unless it did not take part or is itself compared with. */
  readonly floor: number | undefined;
  readonly ok: boolean | undefined;
}

/** A whole run: the JSON file. */
export interface Results {
  /** Start time in ISO 8601. */
  readonly date: string;
  readonly quick: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly machine: Machine;
  /** Versions of servers and drivers; null if not installed. */
  readonly versions: Readonly<Record<string, string | null>>;
  /** Notes that readers need to interpret the figures. */
  readonly notes: readonly string[];
  readonly targets: readonly TargetResult[];
  readonly scenarios: readonly ScenarioResult[];
}
