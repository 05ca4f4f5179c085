import type { ScenarioResult, TargetResult } from "../run/result.ts";
import { phraseOf, show, showRatio, titleOf } from "./format.ts";

/** Returns a scenario's figures, one line per server. */
export function tellScenario({ columns, entrants }: ScenarioResult): string {
  return entrants.map(({ title, rounds, median, reason }) => {
    const figures = columns.map((metric) => `${titleOf(metric)} ${show(metric, median[metric])}`);
    const text = rounds.length === 0 ? `not measured: ${reason}` : figures.join(", ");
    return `  ${title.padEnd(24)}${text}`;
  }).join("\n");
}

/** Returns one line per missed target, and the number of targets reached. */
export function tellTargets(targets: readonly TargetResult[]): string {
  const measured = targets.filter(({ ok }) => ok !== undefined);
  const missed = measured.filter(({ ok }) => ok === false);
  const lines = missed.map(({ scenario, metric, against, bound, limit, value }) => {
    const shown = (number: number | undefined) =>
      against === undefined ? show(metric, number) : showRatio(number);
    const other = against === undefined ? "" : ` against ${against}`;
    return `  missed: ${scenario}, ${phraseOf(metric)}${other}: ${shown(value)}, ${bound} ${
      shown(limit)
    }`;
  });
  const reached = measured.length - missed.length;
  return [`${reached} of ${measured.length} targets reached`, ...lines].join("\n");
}
