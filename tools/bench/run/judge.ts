import type { Target } from "../targets.ts";
import type { EntrantResult, ScenarioResult, TargetResult } from "./result.ts";
import { compareRounds } from "./summarize.ts";

/** Compares the results with the targets. */
export function judge(
  targets: readonly Target[],
  scenarios: readonly ScenarioResult[],
): TargetResult[] {
  return targets.map((target) => {
    const entrants = scenarios.find(({ name }) => name === target.scenario)?.entrants ?? [];
    const value = findValue("plinth", target, entrants);
    return {
      scenario: target.scenario,
      metric: target.metric,
      against: target.against,
      bound: target.bound,
      limit: target.limit,
      aim: target.aim,
      value,
      floor: target.against === "floor" ? undefined : findValue("floor", target, entrants),
      ok: value === undefined
        ? undefined
        : target.bound === "at least"
        ? value >= target.limit
        : value <= target.limit,
    };
  });
}

function findValue(
  of: "plinth" | "floor",
  { metric, against }: Target,
  entrants: readonly EntrantResult[],
): number | undefined {
  const one = entrants.find(({ peer, isBaseline }) => peer === of && !isBaseline);
  if (one === undefined) return undefined;
  if (against === undefined) return one.median[metric];
  const other = entrants.find(({ peer, isBaseline }) =>
    against === "baseline" ? isBaseline : peer === against
  );
  return other === undefined ? undefined : compareRounds(one.rounds, other.rounds, metric);
}
