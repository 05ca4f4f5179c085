import type { Target } from "../targets.ts";
import type { EntrantResult, ScenarioResult, TargetResult } from "./result.ts";
import { compareRounds } from "./summarize.ts";

/** Sees which targets were reached. */
export function judge(
  targets: readonly Target[],
  scenarios: readonly ScenarioResult[],
): TargetResult[] {
  return targets.map((target) => {
    const entrants = scenarios.find(({ name }) => name === target.scenario)?.entrants ?? [];
    const value = findValue(target, entrants);
    return {
      scenario: target.scenario,
      metric: target.metric,
      against: target.against,
      bound: target.bound,
      limit: target.limit,
      aim: target.aim,
      value,
      ok: value === undefined
        ? undefined
        : target.bound === "at least"
        ? value >= target.limit
        : value <= target.limit,
    };
  });
}

function findValue(
  { metric, against }: Target,
  entrants: readonly EntrantResult[],
): number | undefined {
  const plinth = entrants.find(({ peer, isBaseline }) => peer === "plinth" && !isBaseline);
  if (plinth === undefined) return undefined;
  if (against === undefined) return plinth.median[metric];
  const other = entrants.find(({ peer, isBaseline }) =>
    against === "baseline" ? isBaseline : peer === against
  );
  return other === undefined ? undefined : compareRounds(plinth.rounds, other.rounds, metric);
}
