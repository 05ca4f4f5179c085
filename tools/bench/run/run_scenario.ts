import type { Measurement } from "../load/measurement.ts";
import type { ConstantAnswer } from "../peers/peer.ts";
import { COLUMNS, type Scenario } from "../scenario.ts";
import { type Contestant, enter, type Entrant, start, type StartOptions } from "./contestant.ts";
import { lineUp, type LineupOptions } from "./entrants.ts";
import { measure, warmUp } from "./measure.ts";
import type { ScenarioResult } from "./result.ts";
import { summarize, type Tally } from "./summarize.ts";

/** Options of running a scenario. */
export interface ScenarioOptions extends LineupOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUp: number;
  readonly serverCpus: string | undefined;
  readonly driverCpus: string | undefined;
  /** Directory of the scenario's site. */
  readonly root: string;
  readonly makeFolder: () => string;
  /** Reports progress. */
  readonly tell: (text: string) => void;
}

/** Runs a scenario: every server is started and checked, then each is measured once a round. */
export async function runScenario(
  scenario: Scenario,
  options: ScenarioOptions,
): Promise<ScenarioResult> {
  const { entrants, absent } = lineUp(scenario, options);
  const tallies = entrants.map((entrant): Tally => ({ entrant, rounds: [] }));
  const contestants = new Map<Tally, Contestant>();
  try {
    await enterAll(tallies, contestants, scenario, options);
    if (scenario.load.kind === "start") await measureStarts(contestants, scenario, options);
    else await measureRounds(contestants, options);
  } finally {
    await Promise.all([...contestants.values()].map(({ server }) => server.stop()));
  }
  const { name, title, columns = COLUMNS } = scenario;
  return { name, title, columns, entrants: summarize(tallies, absent, options) };
}

/** Starts Plinth first, since the floor copies its response, then the others concurrently. */
async function enterAll(
  tallies: readonly Tally[],
  contestants: Map<Tally, Contestant>,
  scenario: Scenario,
  options: ScenarioOptions,
): Promise<void> {
  let answer: ConstantAnswer | undefined;
  const attempt = (counters: Tally) =>
    trying(counters, options, async () => {
      const contestant = await enter(counters.entrant, {
        ...startOptions(scenario, options),
        answer,
      });
      contestants.set(counters, contestant);
      answer ??= contestant.answer;
    });
  const [first, ...others] = tallies;
  if (first !== undefined) await attempt(first);
  await Promise.all(others.map(attempt));
}

async function measureRounds(
  contestants: Map<Tally, Contestant>,
  options: ScenarioOptions,
): Promise<void> {
  const cpus = options.driverCpus;
  for (const [counters, contestant] of contestants) {
    await trying(counters, options, () => warmUp(contestant, { seconds: options.warmUp, cpus }));
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const [counters, contestant] of contestants) {
      await trying(counters, options, async () => {
        counters.rounds.push(await measure(contestant, { seconds: options.seconds, cpus }));
      });
    }
  }
}

/** Starting the servers for the check filled the page cache. Each round starts new processes. */
async function measureStarts(
  contestants: Map<Tally, Contestant>,
  scenario: Scenario,
  options: ScenarioOptions,
): Promise<void> {
  const tallies = [...contestants.keys()];
  await Promise.all([...contestants.values()].map(({ server }) => server.stop()));
  contestants.clear();
  // Starts are short, so more of them than rounds cost little.
  for (let round = 0; round < options.rounds * 3; round++) {
    for (const counters of tallies) {
      await trying(counters, options, async () => {
        counters.rounds.push(await measureStart(counters.entrant, startOptions(scenario, options)));
      });
    }
  }
}

async function measureStart(entrant: Entrant, options: StartOptions): Promise<Measurement> {
  const { server, ready, idleMemory } = await start(entrant, options);
  await server.stop();
  return { ready, memory: idleMemory ?? 0 };
}

function startOptions(scenario: Scenario, options: ScenarioOptions): StartOptions {
  const columns = scenario.columns ?? [];
  return {
    root: options.root,
    makeFolder: options.makeFolder,
    cpus: options.serverCpus,
    step: options.quick ? 50 : 1,
    answer: undefined,
    readsIdleMemory: columns.includes("growth") || scenario.load.kind === "start",
  };
}

/** Runs an action. A server that fails drops out, with the reason. */
async function trying(
  counters: Tally,
  { tell }: ScenarioOptions,
  action: () => Promise<void>,
): Promise<void> {
  if (counters.reason !== undefined) return;
  try {
    await action();
  } catch (error) {
    counters.reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    tell(`  ${counters.entrant.title}: ${counters.reason}`);
  }
}
