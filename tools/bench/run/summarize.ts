import { type Measurement, median, type Metric } from "../load/measurement.ts";
import type { PeerName } from "../peers/peer.ts";
import type { Entrant } from "./contestant.ts";
import type { Lineup } from "./entrants.ts";
import { type EntrantResult, type Ratios, REFERENCES } from "./result.ts";

/** The rounds of an entrant so far. */
export interface Tally {
  readonly entrant: Entrant;
  readonly rounds: Measurement[];
  /** Why it dropped out. */
  reason?: string;
}

/** Summarizes a scenario's rounds, in the order of the peers. */
export function summarize(
  tallies: readonly Tally[],
  absent: Lineup["absent"],
  { peers }: { readonly peers: readonly { readonly name: PeerName }[] },
): EntrantResult[] {
  const measured = tallies.map(({ entrant, rounds, reason }): EntrantResult => ({
    peer: entrant.peer.name,
    title: entrant.title,
    isBaseline: entrant.isBaseline,
    ...(reason === undefined ? {} : { reason }),
    rounds,
    median: medianRound(rounds),
    ratios: compareAll(rounds, tallies),
  }));
  const missing = absent.map(({ peer: { name, title }, reason }): EntrantResult => ({
    ...{ peer: name, title, isBaseline: false, reason, rounds: [], median: {}, ratios: {} },
  }));
  const place = ({ peer }: EntrantResult) => peers.findIndex(({ name }) => name === peer);
  return [...measured, ...missing].toSorted((one, other) => place(one) - place(other));
}

/**
 * The median over the rounds of the ratio between two servers in the same round.
 *
 * @returns Undefined if they have no round in common.
 */
export function compareRounds(
  rounds: readonly Measurement[],
  others: readonly Measurement[],
  metric: Metric,
): number | undefined {
  const ratios = rounds.map((round, index) =>
    (round[metric] ?? NaN) / (others[index]?.[metric] ?? NaN)
  )
    .filter(Number.isFinite);
  return ratios.length === 0 ? undefined : median(ratios);
}

function compareAll(rounds: readonly Measurement[], tallies: readonly Tally[]) {
  const ratios: Partial<Record<typeof REFERENCES[number], Ratios>> = {};
  for (const reference of REFERENCES) {
    const other = tallies.find(({ entrant }) => entrant.peer.name === reference);
    if (other === undefined || other.rounds.length === 0) continue;
    const requestsPerSecond = compareRounds(rounds, other.rounds, "requestsPerSecond");
    const cpu = compareRounds(rounds, other.rounds, "cpu");
    ratios[reference] = {
      ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
      ...(cpu === undefined ? {} : { cpu }),
    };
  }
  return ratios;
}

function medianRound(rounds: readonly Measurement[]): Measurement {
  const names = new Set(rounds.flatMap((round) => Object.keys(round) as Metric[]));
  return Object.fromEntries([...names].map((name) => [
    name,
    median(rounds.map((round) => round[name]).filter((value) => value !== undefined)),
  ]));
}
