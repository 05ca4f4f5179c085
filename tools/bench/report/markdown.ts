import {
  type EntrantResult,
  REFERENCES,
  type Results,
  type ScenarioResult,
  type TargetResult,
} from "../run/result.ts";
import { count, phraseOf, show, showRatio, titleOf } from "./format.ts";

/**
 * Returns the report in Markdown.
 *
 * @param plots File names of the plots, in the directory of the report, with their titles.
 */
export function toMarkdown(results: Results, plots: ReadonlyMap<string, string>): string {
  return [
    "# Benchmark results",
    introduction(results),
    bullets(results.notes),
    ...[...plots].map(([file, title]) => `![${title}](${file})`),
    "## Targets",
    targetTable(results.targets, results.scenarios),
    ...results.scenarios.flatMap(scenarioSection),
    "## Machine and versions",
    machine(results),
  ].join("\n\n") + "\n";
}

function introduction({ date, rounds, seconds, quick }: Results): string {
  const how = `${rounds} round${rounds === 1 ? "" : "s"} of ${seconds} s for each server`;
  const choice = quick ? " Only what most targets are about was run (`--quick`)." : "";
  const warning = `${choice}${rounds === 1 ? " A single short round says little." : ""}`;
  return `Made by \`deno task bench\` on ${date.slice(0, 10)}: ${how}.${warning}`;
}

function targetTable(targets: readonly TargetResult[], scenarios: readonly ScenarioResult[]) {
  const rows = targets.map((target) => {
    const title = scenarios.find(({ name }) => name === target.scenario)?.title ?? target.scenario;
    const { metric, against, bound, limit, aim, value, floor, ok } = target;
    const shown = (number: number | undefined) =>
      against === undefined ? show(metric, number) : showRatio(number);
    const other = against === undefined ? "" : `, ratio to ${againstTitle(target, scenarios)}`;
    const hoped = aim === undefined ? "" : ` (aim ${shown(aim)})`;
    return [
      `${title}: ${phraseOf(metric)}${other}`,
      `${bound} ${shown(limit)}${hoped}`,
      value === undefined ? "not measured" : shown(value),
      floor === undefined ? "" : shown(floor),
      ok === undefined ? "" : ok ? "yes" : "**no**",
    ];
  });
  return table(["what", "target", "measured", "the floor", "ok"], rows);
}

function againstTitle({ scenario, against }: TargetResult, scenarios: readonly ScenarioResult[]) {
  const entrants = scenarios.find(({ name }) => name === scenario)?.entrants ?? [];
  const other = entrants.find(({ peer, isBaseline }) =>
    against === "baseline" ? isBaseline : peer === against
  );
  return other?.title ?? `${against}`;
}

function scenarioSection({ title, columns, entrants }: ScenarioResult): string[] {
  const measured = entrants.filter(({ rounds }) => rounds.length > 0);
  const compares = columns.includes("cpu");
  const references = REFERENCES.filter((name) =>
    compares && measured.some(({ ratios }) => ratios[name] !== undefined)
  );
  const ratios = references.map((name) => `vs ${name}`);
  const rows = measured.map((entrant) => [
    entrant.title,
    ...columns.map((metric) => show(metric, entrant.median[metric])),
    ...references.map((name) => showRatio(entrant.ratios[name]?.requestsPerSecond)),
    ...(references.includes("floor") ? [showRatio(entrant.ratios.floor?.cpu)] : []),
  ]);
  const cpuRatio = references.includes("floor") ? ["CPU vs floor"] : [];
  const sections = [`## ${title}`];
  if (rows.length > 0) {
    sections.push(table(["server", ...columns.map(titleOf), ...ratios, ...cpuRatio], rows));
  }
  const missing = entrants.filter(({ reason }) => reason !== undefined);
  if (missing.length > 0) sections.push(`Not measured: ${missing.map(explain).join("; ")}.`);
  return sections;
}

function explain({ title, reason, rounds }: EntrantResult): string {
  const later = rounds.length > 0 ? ` (after ${rounds.length} rounds)` : "";
  return `${title}${later}: ${reason}`;
}

function machine({ machine, versions }: Results): string {
  const { processor, cores, memory, system, kernel, load } = machine;
  const programs = Object.entries(versions).map(([name, version]) =>
    `${name} ${version ?? "(not installed)"}`
  );
  return bullets([
    `${processor}, ${cores} cores, ${count(memory / 1e9)} GB of memory`,
    `${system}, ${kernel}; load before the run: ${load}`,
    programs.join(", "),
  ]);
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => index === 0 ? "---" : "--:");
  return [head, rule, ...rows].map((row) => `| ${row.map(escape).join(" | ")} |`).join("\n");
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
