import { escape } from "@std/html/entities";
import type { Results } from "../bench/run/result.ts";
import type { Sources } from "./build.ts";

const FOLDER = "tools/bench/results";
const RESULTS = "results.json";
const REPORT = `${FOLDER}/results.md`;

/** Returns the plots and the targets of the benchmark's report, in Markdown. */
export function benchSection(sources: Sources): string {
  const { read, list } = sources;
  if (!list(FOLDER).includes(RESULTS)) {
    return "No results are kept with this version; `deno task bench` makes them.";
  }
  const results: Results = JSON.parse(read(`${FOLDER}/${RESULTS}`));
  const report = read(REPORT);
  const targets = sectionsOf(report).filter(isOfTargets);
  return [introduction(results), ...plots(sources, report), ...targets].join("\n\n");
}

/** Returns the tables of all scenarios and the machine, in Markdown; an empty string without results. */
export function figuresSection({ read, list }: Sources): string {
  if (!list(FOLDER).includes(RESULTS)) return "";
  return sectionsOf(read(REPORT)).filter((section) => !isOfTargets(section)).join("\n\n");
}

function introduction({ date, rounds, seconds, quick }: Results): string {
  const how = `${rounds} round${rounds === 1 ? "" : "s"} of ${seconds} s for each server`;
  return `Measured on ${date.slice(0, 10)}, ${how}${quick ? " (a quick run)" : ""}.`;
}

/** Returns the report's plots as `img` elements, with alternative text and with sizes, so that loading causes no layout shift. */
function plots({ read, list }: Sources, report: string): string[] {
  const names = list(FOLDER);
  return [...report.matchAll(/^!\[(.*)\]\((.*\.svg)\)$/gm)]
    .filter(([, , file = ""]) => names.includes(file))
    .map(([, title = "", file]) => {
      const [, width, height] =
        /<svg[^>]*? viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(read(`${FOLDER}/${file}`)) ?? [];
      const size = width === undefined
        ? ""
        : ` width="${Math.round(Number(width))}" height="${Math.round(Number(height))}"`;
      return `<img src="bench/${file}" alt="${escape(title)}"${size}>`;
    });
}

/** Splits the report into sections, each with its heading. */
function sectionsOf(report: string): string[] {
  return report.split(/^(?=## )/m).slice(1).map((section) => section.trim());
}

function isOfTargets(section: string): boolean {
  return section.startsWith("## Targets\n");
}
