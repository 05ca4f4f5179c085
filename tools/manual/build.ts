import { PAGES } from "./contents.ts";
import { benchSection, figuresSection } from "./bench.ts";
import { renderMarkdown } from "./markdown.ts";
import { metricsTable } from "./metrics.ts";
import { optionsReference } from "./options.ts";
import { manualPage } from "./template.ts";

/** Reads the project's files; names are relative to the project. */
export interface Sources {
  /** @throws If the file does not exist. */
  readonly read: (name: string) => string;
  /** Sorted names of the files in a directory; empty if it does not exist. */
  readonly list: (directory: string) => readonly string[];
}

/** Generated Markdown that replaces a line `<!-- name -->` of a page. */
const INSERTS: Readonly<Record<string, (sources: Sources) => string>> = {
  options: ({ read }) => optionsReference(read("tools/manual/options.md")),
  bench: benchSection,
  figures: figuresSection,
  // Without the heading, and without the section for contributors.
  deploy: ({ read }) =>
    read("deploy/README.md").replace(/^# .*\n/, "").replace(/^## What was tested[^]*/m, ""),
  metrics: metricsTable,
};

/** Generates the manual: contents by file name, relative to `www/`. */
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
