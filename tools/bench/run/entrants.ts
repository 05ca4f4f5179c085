import type { Need, Peer } from "../peers/peer.ts";
import type { Scenario, SettingsSpec } from "../scenario.ts";
import type { Entrant } from "./contestant.ts";

/** The servers that take part in a scenario, and the others with the reason. */
export interface Lineup {
  readonly entrants: readonly Entrant[];
  readonly absent: readonly { readonly peer: Peer; readonly reason: string }[];
}

/** Options of choosing a lineup. */
export interface LineupOptions {
  readonly peers: readonly Peer[];
  /** Versions by peer name; null if not installed. */
  readonly versions: Readonly<Record<string, string | null>>;
  readonly quick: boolean;
}

/** Chooses the servers of a scenario. The second Plinth follows Plinth. */
export function lineUp(scenario: Scenario, options: LineupOptions): Lineup {
  const entrants: Entrant[] = [];
  const absent: { peer: Peer; reason: string }[] = [];
  for (const peer of options.peers) {
    const reason = findObstacle(peer, scenario, options);
    if (reason !== undefined) {
      absent.push({ peer, reason });
      continue;
    }
    entrants.push(createEntrant(peer, scenario));
    if (peer.name === "plinth" && scenario.baseline !== undefined) {
      entrants.push(createBaseline(peer, scenario, scenario.baseline));
    }
  }
  return { entrants, absent };
}

function findObstacle(
  peer: Peer,
  scenario: Scenario,
  { versions, quick }: LineupOptions,
): string | undefined {
  if (versions[peer.name] === null) return "is not installed (bench/setup installs it)";
  const lack = (scenario.needs ?? []).map((need: Need) => peer.lacks[need])
    .find((reason) => reason !== undefined);
  if (lack !== undefined) return lack;
  const isLeftOut = quick && scenario.quick !== undefined && !scenario.quick.includes(peer.name);
  return isLeftOut ? "is left out with --quick" : undefined;
}

function createEntrant(peer: Peer, { settings, load }: Scenario): Entrant {
  return { peer, title: peer.title, isBaseline: false, settings: complete(settings), load };
}

function createBaseline(
  peer: Peer,
  scenario: Scenario,
  { title, settings, load = scenario.load }: NonNullable<Scenario["baseline"]>,
): Entrant {
  const all = complete({ ...scenario.settings, ...settings });
  return { peer, title, isBaseline: true, settings: all, load };
}

function complete({ workers = 1, ...others }: SettingsSpec = {}): Entrant["settings"] {
  return {
    log: false,
    compress: false,
    sidecars: false,
    http2: false,
    tls: false,
    gate: false,
    fromDisk: false,
    ...others,
    workers: workers === "all" ? navigator.hardwareConcurrency : workers,
  };
}
