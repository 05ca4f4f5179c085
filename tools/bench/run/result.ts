import type { Machine } from "../machine/describe.ts";
import type { Measurement, Metric } from "../load/measurement.ts";
import type { PeerName } from "../peers/peer.ts";

/** The servers that others are compared with. */
export const REFERENCES = ["floor", "nginx", "caddy"] as const;

/** What came of a server in a scenario. */
export interface EntrantResult {
  readonly peer: PeerName;
  readonly title: string;
  readonly isBaseline: boolean;
  /** Why nothing was measured, or no more after some rounds. */
  readonly reason?: string;
  readonly rounds: readonly Measurement[];
  /** Medians over the rounds. */
  readonly median: Measurement;
  /** Medians over the rounds of the ratio to a reference in the same round, of requests/s and CPU. */
  readonly ratios: Readonly<Partial<Record<typeof REFERENCES[number], Ratios>>>;
}

/** A server's values divided by a reference's. */
export type Ratios = Readonly<Partial<Record<"requestsPerSecond" | "cpu", number>>>;

/** What came of a scenario. */
export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Metric[];
  readonly entrants: readonly EntrantResult[];
}

/** What came of a target; not measured when `value` is missing. */
export interface TargetResult {
  readonly scenario: string;
  readonly metric: Metric;
  readonly against: string | undefined;
  readonly bound: "at least" | "at most";
  readonly limit: number;
  readonly aim: number | undefined;
  readonly value: number | undefined;
  /** The same of the floor, where it took part and is not what is compared with. */
  readonly floor: number | undefined;
  readonly ok: boolean | undefined;
}

/** A whole run: the JSON file. */
export interface Results {
  /** When it began, as ISO 8601 has it. */
  readonly date: string;
  readonly quick: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly machine: Machine;
  /** Of the servers and the drivers; null for what is not installed. */
  readonly versions: Readonly<Record<string, string | null>>;
  /** What a reader has to know to judge the figures. */
  readonly notes: readonly string[];
  readonly targets: readonly TargetResult[];
  readonly scenarios: readonly ScenarioResult[];
}
