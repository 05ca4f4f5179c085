// The manual in www/: made from its sources, without a dead link, and true of the command line.

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../../lib/config/parse.ts";
import { buildManual } from "../../../tools/manual/build.ts";
import { PAGES } from "../../../tools/manual/contents.ts";
import { diskSources } from "../../../tools/manual/disk.ts";
import { optionsReference } from "../../../tools/manual/options.ts";
import { PROJECT } from "../../support/server.ts";

const WWW = `${PROJECT}/www`;

/** The names of all files of the built-in site. */
function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(`${WWW}/${folder}`)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesOf(`${folder}${name}/`) : [`${folder}${name}`]
  );
}

const FILES = filesOf("");
const HTML = FILES.filter((name) => name.endsWith(".html"));
const read = (name: string): string => Deno.readTextFileSync(`${WWW}/${name}`);

Deno.test("the manual is what its sources make: else run deno task manual", () => {
  const made = buildManual(diskSources());
  const there = FILES.filter((name) => name.startsWith("manual/")).toSorted();
  assertEquals(there, [...made.keys()].toSorted(), "run deno task manual");
  for (const [name, text] of made) {
    assert(read(name) === text, `www/${name} is out of date: run deno task manual`);
  }
});

/** Where a page leads: the values of href and src. */
function linksOf(name: string): string[] {
  return [...read(name).matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link = ""]) => link);
}

Deno.test("the manual has no link that leads nowhere", () => {
  for (const name of HTML) {
    for (const link of linksOf(name)) {
      if (/^https:\/\//.test(link)) continue;
      const url = new URL(link, `http://site/${name}`);
      assertEquals(url.host, "site", `${name}: ${link}`);
      const path = url.pathname.replace(/\/$/, "/index.html").slice(1);
      assert(FILES.includes(path), `${name}: ${link} leads to no file`);
      const fragment = url.hash.slice(1);
      const isThere = fragment === "" || read(path).includes(` id="${fragment}"`);
      assert(isThere, `${name}: ${link} leads to no place on that page`);
    }
  }
});

Deno.test("the manual needs nothing of other hosts, and no script", () => {
  for (const name of HTML) {
    const text = read(name);
    assert(!/<script|\son[a-z]+="|javascript:/i.test(text), name);
    assert(!/\ssrc="(?:https?:)?\/\/|<link[^>]*href="(?:https?:)?\/\//i.test(text), name);
  }
  assert(!/@import|url\(/.test(read("style.css")));
});

Deno.test("each page of the manual says what it is, and is reached from the first one", () => {
  const titles = HTML.map((name) => /<title>(.+)<\/title>/.exec(read(name))?.[1]);
  assertEquals(new Set(titles).size, HTML.length);
  for (const name of HTML) {
    const text = read(name);
    assertStringIncludes(text, '<html lang="en">');
    assertStringIncludes(text, '<meta name="viewport"');
    assertStringIncludes(text, '<meta name="description"');
    assertEquals(text.match(/<h1/g)?.length, 1, name);
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assertEquals(new Set(ids).size, ids.length, name);
  }
  const start = read("index.html") + read("manual/start.html");
  for (const { name } of PAGES) assertStringIncludes(start, `${name}.html`);
});

/** The words of a line of shell, as far as the manual uses it. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double)
  );
}

/** Every use of the command in a text's shell examples: its arguments. */
function commandsOf(markdown: string): string[][] {
  const blocks = [...markdown.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block = ""]) => block);
  const lines = blocks.flatMap((block) => block.replaceAll("\\\n", " ").split("\n"));
  return lines.flatMap((line) => {
    const command = /(?:^|[\s;])plinth((?:\s.*)?)$/.exec(line.replace(/\s#\s.*$/, ""))?.[1];
    if (command === undefined) return [];
    const words = wordsOf(command);
    const end = words.findIndex((word) => /^(?:[|;&<]|\d?>)/.test(word));
    return [end < 0 ? words : words.slice(0, end)];
  });
}

Deno.test("every use of plinth in the manual and the README is a right command line", () => {
  const pages = PAGES.map(({ name }) => `docs/${name}.md`);
  let count = 0;
  for (const name of [...pages, "tools/manual/options.md", "deploy/README.md", "README.md"]) {
    for (const words of commandsOf(Deno.readTextFileSync(`${PROJECT}/${name}`))) {
      if (words[0] === "hash-password") continue;
      parseCommandLine(words);
      count++;
    }
  }
  assert(count > 20, `${count} found`);
});

const PLOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 300.5" width="800"/>';

Deno.test("the manual has the bench's results, plots and tables, when there are any", () => {
  const report = "# Benchmark results\n\nMade.\n\n![Small](small.svg)\n\n## Targets\n\n" +
    "| what | ok |\n| --- | --- |\n| speed | yes |\n\n## 1 KiB, hot\n\n| server | rate |\n" +
    "| --- | --- |\n| Plinth | 9 |\n\n## Machine and versions\n\nA machine.\n";
  const results: Record<string, string> = {
    "results.json": JSON.stringify({ date: "2026-01-31T12:00:00Z", rounds: 3, seconds: 8 }),
    "results.md": report,
    "small.svg": PLOT,
  };
  const [disk, folder] = [diskSources(), "tools/bench/results/"];
  const made = buildManual({
    list: (name) =>
      name === "tools/bench/results" ? Object.keys(results).toSorted() : disk.list(name),
    read: (name) =>
      name.startsWith(folder) ? results[name.slice(folder.length)] ?? "" : disk.read(name),
  });
  assertEquals(made.get("manual/bench/small.svg"), PLOT);
  const page = made.get("manual/performance.html") ?? "";
  for (
    const part of [
      "Measured on 2026-01-31, 3 rounds of 8 s",
      '<img src="bench/small.svg" alt="Small" width="800" height="301">',
      "<td>speed</td>",
      "<td>Plinth</td>",
      '<h2 id="1-kib-hot">',
      "A machine.",
    ]
  ) assertStringIncludes(page, part);
  const without = buildManual({
    ...disk,
    list: (name) => name === "tools/bench/results" ? [] : disk.list(name),
  });
  assertStringIncludes(without.get("manual/performance.html") ?? "", "No results are kept");
});

Deno.test("optionsReference() refuses to tell of an option that there is not", () => {
  assertThrows(() => optionsReference("## --no-such\n\ntext\n"), Error, "--no-such");
});
