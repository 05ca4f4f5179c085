import type { SiteName } from "./fixtures/sites.ts";
import type { Load } from "./load/load.ts";
import type { Metric } from "./load/measurement.ts";
import type { Need, PeerName, Settings } from "./peers/peer.ts";

/** The workers of a server: a number, or one for each processor. */
export type Workers = number | "all";

/** Default settings: one worker, no log, no compression. */
export type SettingsSpec = Partial<Omit<Settings, "workers">> & { readonly workers?: Workers };

/** Something to measure, on every server that can do it. */
export interface Scenario {
  /** Name for `--scenario`. */
  readonly name: string;
  readonly title: string;
  readonly site: SiteName;
  readonly settings?: SettingsSpec;
  readonly load: Load;
  /** Features that a server needs. */
  readonly needs?: readonly Need[];
  /** A second Plinth with other settings or load, measured in the same rounds. */
  readonly baseline?: Baseline;
  /** Columns of the report, in order. */
  readonly columns?: readonly Metric[];
  /** Servers that take part with `--quick`: those that a target compares. Undefined means all; empty skips the scenario. */
  readonly quick?: readonly PeerName[];
}

/** How the second Plinth of a {@linkcode Scenario} differs. */
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
