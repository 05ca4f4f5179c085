import type { Results } from "../bench/run/result.ts";
import type { Sources } from "./build.ts";

const FOLDER = "bench/results";

/** What was measured, in Markdown: the plots, the targets and the machine, as the bench wrote them. */
export function benchSection({ read, list }: Sources): string {
  const names = list(FOLDER);
  if (!names.includes("results.json")) {
    return "No results are kept with this version; `deno task bench` makes them.";
  }
  const results: Results = JSON.parse(read(`${FOLDER}/results.json`));
  const report = read(`${FOLDER}/results.md`);
  return [
    introduction(results),
    ...plots(report, names),
    section(report, "Targets"),
    section(report, "Machine and versions"),
  ].join("\n\n");
}

function introduction({ date, rounds, seconds, quick }: Results): string {
  const how = `${rounds} round${rounds === 1 ? "" : "s"} of ${seconds} s for each server`;
  return `Measured on ${date.slice(0, 10)}, ${how}${quick ? " (a quick run)" : ""}.`;
}

/** The report's pictures, with what they show as their text. */
function plots(report: string, names: readonly string[]): string[] {
  return [...report.matchAll(/^!\[(.*)\]\((.*\.svg)\)$/gm)]
    .filter(([, , file = ""]) => names.includes(file))
    .map(([, title, file]) => `![${title}](bench/${file})`);
}

/** A section of the report with its headline. */
function section(report: string, title: string): string {
  const start = report.indexOf(`\n## ${title}\n`);
  if (start < 0) return "";
  const end = report.indexOf("\n## ", start + 1);
  return report.slice(start + 1, end < 0 ? undefined : end).trim();
}
