import type { SiteName } from "./fixtures/sites.ts";
import type { Load } from "./load/load.ts";
import type { Metric } from "./load/measurement.ts";
import type { Need, PeerName, Settings } from "./peers/peer.ts";

/** The workers of a server: a number, or one for each processor. */
export type Workers = number | "all";

/** What is asked for when nothing else is said: one worker, no log, nothing compressed. */
export type SettingsSpec = Partial<Omit<Settings, "workers">> & { readonly workers?: Workers };

/** Something to measure, on every server that can do it. */
export interface Scenario {
  /** As `--scenario` takes it. */
  readonly name: string;
  readonly title: string;
  readonly site: SiteName;
  readonly settings?: SettingsSpec;
  readonly load: Load;
  /** What servers must be able to do. */
  readonly needs?: readonly Need[];
  /** Plinth a second time, otherwise, in the same rounds. */
  readonly baseline?: Baseline;
  /** What the report shows, in this order. */
  readonly columns?: readonly Metric[];
  /** The servers that take part with `--quick`: those that a target compares. All when undefined, and the scenario is left out when there is none. */
  readonly quick?: readonly PeerName[];
}

/** In what a {@linkcode Scenario}'s second Plinth differs. */
export interface Baseline {
  readonly title: string;
  readonly settings?: SettingsSpec;
  readonly load?: Load;
}

/** The columns of most scenarios. */
export const COLUMNS: readonly Metric[] = [
  "requestsPerSecond",
  "bytesPerSecond",
  "p50",
  "p99",
  "cpu",
  "memory",
];
