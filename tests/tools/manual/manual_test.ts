// The manual in www/ is current, its links resolve, and its command lines are valid. The same holds for other documents.

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../support/parse_command_line.ts";
import { buildManual } from "../../../tools/manual/build.ts";
import { PAGES } from "../../../tools/manual/contents.ts";
import { diskSources } from "../../../tools/manual/disk.ts";
import { optionsReference } from "../../../tools/manual/options.ts";
import { PROJECT } from "../../support/server.ts";

const WWW = `${PROJECT}/www`;

/** Returns the names of all files of the built-in site below a directory. */
function filesOf(directory: string): string[] {
  return [...Deno.readDirSync(`${WWW}/${directory}`)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesOf(`${directory}${name}/`) : [`${directory}${name}`]
  );
}

/** The Markdown documents that have links or commands. */
const DOCUMENTS = [
  ...PAGES.map(({ name }) => `docs/${name}.md`),
  "tools/manual/options.md",
  "deploy/README.md",
  "docs/architecture.md",
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
];

const FILES = filesOf("");
const HTML = FILES.filter((name) => name.endsWith(".html"));
const read = (name: string): string => Deno.readTextFileSync(`${WWW}/${name}`);

Deno.test("manual: it is current (else run deno task manual)", () => {
  const made = buildManual(diskSources());
  const present = FILES.filter((name) => name.startsWith("manual/")).toSorted();
  assertEquals(present, [...made.keys()].toSorted(), "run deno task manual");
  for (const [name, text] of made) {
    assert(read(name) === text, `www/${name} is out of date: run deno task manual`);
  }
});

/** Returns the links of a page: the values of href and src. */
function linksOf(name: string): string[] {
  return [...read(name).matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link = ""]) => link);
}

Deno.test("manual: every link resolves", () => {
  for (const name of HTML) {
    for (const link of linksOf(name)) {
      if (/^https:\/\//.test(link)) continue;
      const url = new URL(link, `http://site/${name}`);
      assertEquals(url.host, "site", `${name}: ${link}`);
      const path = url.pathname.replace(/\/$/, "/index.html").slice(1);
      assert(FILES.includes(path), `${name}: ${link} points to no file`);
      const fragment = url.hash.slice(1);
      const isPresent = fragment === "" || read(path).includes(` id="${fragment}"`);
      assert(isPresent, `${name}: ${link} points to no element of that page`);
    }
  }
});

Deno.test("manual: pages load nothing from other hosts and have no script", () => {
  for (const name of HTML) {
    const text = read(name);
    assert(!/<script|\son[a-z]+="|javascript:/i.test(text), name);
    assert(!/\ssrc="(?:https?:)?\/\/|<link[^>]*href="(?:https?:)?\/\//i.test(text), name);
  }
  assert(!/@import|url\(/.test(read("style.css")));
});

Deno.test("manual: each page has a title and a description, and is linked from the first page", () => {
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

/** Splits a shell command into words; supports only the syntax that the manual uses. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double)
  );
}

/** Returns the arguments of every `plinth` command in the shell examples of a text. */
function commandsOf(markdown: string): string[][] {
  const blocks = [...markdown.matchAll(/^```(?:sh|console)\n([^]*?)^```/gm)].map(([, block = ""]) =>
    block
  );
  const lines = blocks.flatMap((block) => block.replaceAll("\\\n", " ").split("\n"));
  return lines.flatMap((line) => {
    const command = /(?:^|[\s;])plinth((?:\s.*)?)$/.exec(line.replace(/\s#\s.*$/, ""))?.[1];
    if (command === undefined) return [];
    const words = wordsOf(command);
    const end = words.findIndex((word) => /^(?:[|;&<]|\d?>)/.test(word));
    return [end < 0 ? words : words.slice(0, end)];
  });
}

Deno.test("documents: every plinth command is a valid command line", () => {
  let count = 0;
  for (const name of DOCUMENTS) {
    for (const words of commandsOf(Deno.readTextFileSync(`${PROJECT}/${name}`))) {
      if (words[0] === "hash-password") continue;
      parseCommandLine(words);
      count++;
    }
  }
  assert(count > 20, `${count} found`);
});

/** Whether a file or directory of the project exists. */
function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

Deno.test("documents: links and pictures of the repository's pages resolve", () => {
  let count = 0;
  for (
    const name of DOCUMENTS.filter((name) => !PAGES.some((page) => name === `docs/${page.name}.md`))
  ) {
    const text = Deno.readTextFileSync(`${PROJECT}/${name}`);
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|\ssrc="([^"]+)"/g)];
    for (const [, markdown, html] of links) {
      const link = markdown ?? html ?? "";
      // `../../releases` is a page of the hosting site; the options page has links of the manual.
      if (/^https:|^\.\.\/\.\.\/releases|\.html(?:#|$)/.test(link)) continue;
      const { pathname } = new URL(link, `file://${PROJECT}/${name}`);
      assert(exists(pathname), `${name}: ${link} points to no file`);
      count++;
    }
  }
  assert(count > 20, `${count} found`);
});

const PLOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 300.5" width="800"/>';

Deno.test("manual: the performance page has the benchmark's results if there are any", () => {
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

Deno.test("optionsReference() throws for details of an unknown option", () => {
  assertThrows(() => optionsReference("## --no-such\n\ntext\n"), Error, "--no-such");
});
