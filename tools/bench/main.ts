// Compares Plinth with other servers. See `deno task bench --help`.

import { describeMachine } from "./machine/describe.ts";
import { HELP, type Options, readOptions, UsageError } from "./options.ts";
import { tellScenario, tellTargets } from "./report/tell.ts";
import { writeResults } from "./report/write_results.ts";
import { judge } from "./run/judge.ts";
import type { ScenarioResult } from "./run/result.ts";
import { runScenario } from "./run/run_scenario.ts";
import { findVersions } from "./run/versions.ts";
import { notes } from "./run/notes.ts";
import { openWorkspace, type Workspace } from "./run/workspace.ts";
import { TARGETS } from "./targets.ts";

Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  let options: Options | undefined;
  try {
    options = readOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`bench: ${error.message} (see --help)`);
    return 2;
  }
  if (options === undefined) {
    console.log(HELP);
    return 0;
  }
  const workspace = openWorkspace();
  try {
    return await bench(options, workspace);
  } finally {
    await workspace.close();
  }
}

async function bench(options: Options, workspace: Workspace): Promise<number> {
  const date = new Date().toISOString();
  const versions = await findVersions(options.peers);
  if (versions["wrk"] === null || versions["h2load"] === null) {
    console.error("bench: wrk or h2load is not installed (bench/setup installs them)");
    return 1;
  }
  const machine = await describeMachine();
  const scenarios: ScenarioResult[] = [];
  for (const scenario of options.scenarios) {
    console.log(`${scenario.name}: ${scenario.title}`);
    const root = workspace.sites.make(scenario.site);
    const { makeFolder } = workspace;
    const result = await runScenario(scenario, {
      ...{ ...options, versions, root, makeFolder, tell: console.log },
    });
    scenarios.push(result);
    console.log(tellScenario(result));
  }
  const names = new Set(scenarios.map(({ name }) => name));
  const targets = judge(TARGETS.filter(({ scenario }) => names.has(scenario)), scenarios);
  const { quick, rounds, seconds } = options;
  const results = {
    date,
    quick,
    rounds,
    seconds,
    machine,
    versions,
    notes: notes(options),
    targets,
    scenarios,
  };
  const file = await writeResults(results, options.output);
  console.log(`${tellTargets(targets)}\nWritten to ${file}`);
  return 0;
}
