import { PAGES } from "./contents.ts";
import { benchSection, figuresSection } from "./bench.ts";
import { renderMarkdown } from "./markdown.ts";
import { metricsTable } from "./metrics.ts";
import { optionsReference } from "./options.ts";
import { manualPage } from "./template.ts";

/** Where sources are read from; names are relative to the project. */
export interface Sources {
  /** @throws When there is no such file. */
  readonly read: (name: string) => string;
  /** Names of the files in a folder, sorted; none when there is no such folder. */
  readonly list: (folder: string) => readonly string[];
}

/** What is inserted where a page says so, `<!-- name -->` on a line of its own. */
const INSERTS: Readonly<Record<string, (sources: Sources) => string>> = {
  options: ({ read }) => optionsReference(read("tools/manual/options.md")),
  bench: benchSection,
  figures: figuresSection,
  // Without its headline, and what was tried, which is for those who change it.
  deploy: ({ read }) =>
    read("deploy/README.md").replace(/^# .*\n/, "").replace(/^## What was tried[^]*/m, ""),
  metrics: metricsTable,
};

/** Makes every generated file of `www/`: contents by name, below that folder. */
export function buildManual(sources: Sources): Map<string, string> {
  const files = new Map<string, string>();
  for (const page of PAGES) {
    const source = sources.read(`docs/${page.name}.md`);
    const text = source.replace(/^<!-- ([a-z]+) -->$/gm, (line, name: string) => {
      return INSERTS[name]?.(sources) ?? line;
    });
    const { html, headings } = renderMarkdown(text);
    files.set(`manual/${page.name}.html`, manualPage(page, html, headings));
  }
  for (const name of plotNames(sources)) {
    files.set(`manual/bench/${name}`, sources.read(`tools/bench/results/${name}`));
  }
  return files;
}

function plotNames({ list }: Sources): readonly string[] {
  return list("tools/bench/results").filter((name) => name.endsWith(".svg"));
}
