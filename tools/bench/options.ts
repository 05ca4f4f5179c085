import { parseArgs } from "@std/cli/parse-args";
import { PEERS } from "./peers/all.ts";
import type { Peer } from "./peers/peer.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";
import { TARGETS } from "./targets.ts";

/** Options of the command line. */
export interface Options {
  readonly quick: boolean;
  readonly scenarios: readonly Scenario[];
  readonly peers: readonly Peer[];
  readonly rounds: number;
  /** Seconds per server and round. */
  readonly seconds: number;
  /** Seconds of warm-up per server, before the first round. */
  readonly warmUp: number;
  /** Processors of the servers and of the drivers, in taskset syntax. */
  readonly serverCpus: string | undefined;
  readonly driverCpus: string | undefined;
  /** Output directory. */
  readonly output: string;
}

/** An invalid command line. */
export class UsageError extends Error {
  override name = "UsageError";
}

const FLAGS = ["quick", "help"];
const VALUES = ["scenario", "peer", "rounds", "seconds", "cpu", "output"];

/** The text of `--help`. */
export const HELP = `deno task bench [OPTIONS]

Compares Plinth with other servers on this machine. bench/setup installs what is missing.

  --quick           one short round of what most targets are about: two minutes
  --scenario NAME   only this one; repeatable: ${SCENARIOS.map(({ name }) => name).join(", ")}
  --peer NAME       only this one; repeatable: ${PEERS.map(({ name }) => name).join(", ")}
  --rounds N        rounds (3)
  --seconds S       seconds of each server in each round (2)
  --cpu A[:B]       keep servers on the processors A, and drivers on B, as taskset takes them
  --output DIR      where results go (bench/results, or bench/results/quick when something is left out)
  --help            print this, and exit
`;

/**
 * Reads the command line.
 *
 * @returns Undefined for `--help`.
 * @throws {UsageError} If it is invalid.
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = parseArgs(args, {
    boolean: FLAGS,
    string: VALUES,
    collect: ["scenario", "peer"],
  });
  const known = new Set([...FLAGS, ...VALUES, "_"]);
  const unknown = [
    ...Object.keys(given).filter((name) => !known.has(name)),
    ...given._ as string[],
  ];
  if (unknown.length > 0) throw new UsageError(`${unknown[0]} is not known`);
  if (given["help"] === true) return undefined;
  const quick = given["quick"] === true;
  const asked = given["scenario"] as string[];
  const scenarios = quick && asked.length === 0
    ? SCENARIOS.filter((scenario) => hasTarget(scenario) && scenario.quick?.length !== 0)
    : choose(SCENARIOS, asked);
  const peers = choose(PEERS, given["peer"] as string[]);
  const partial = quick || scenarios.length < SCENARIOS.length || peers.length < PEERS.length;
  const [serverCpus, driverCpus] = `${given["cpu"] ?? ""}`.split(":").map((text) =>
    text || undefined
  );
  return {
    quick,
    scenarios,
    peers,
    rounds: Math.ceil(readNumber("rounds", given["rounds"], quick ? 1 : 3)),
    seconds: readNumber("seconds", given["seconds"], quick ? 0.5 : 2),
    warmUp: quick ? 0.2 : 2,
    serverCpus,
    driverCpus,
    output: `${given["output"] ?? (partial ? "tools/bench/results/quick" : "tools/bench/results")}`,
  };
}

function hasTarget({ name }: Scenario): boolean {
  return TARGETS.some(({ scenario }) => scenario === name);
}

function choose<T extends { readonly name: string }>(
  all: readonly T[],
  names: readonly string[],
): readonly T[] {
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw new UsageError(`${unknown} is not one of ${all.map(({ name }) => name).join(", ")}`);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

function readNumber(name: string, text: unknown, initial: number): number {
  if (text === undefined) return initial;
  const number = Number(text);
  if (!(number > 0 && number <= 3600)) {
    throw new UsageError(`--${name} ${text} is not a number of it`);
  }
  return number;
}
