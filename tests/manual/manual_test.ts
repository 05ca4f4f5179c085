// The manual in www/: made from its sources, without a dead link, and true of the command line.

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/parse.ts";
import { buildManual } from "../../manual/build.ts";
import { PAGES } from "../../manual/contents.ts";
import { diskSources } from "../../manual/disk.ts";
import { optionsReference } from "../../manual/options.ts";
import { PROJECT } from "../support/server.ts";

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
  const pages = PAGES.map(({ name }) => `manual/pages/${name}.md`);
  let count = 0;
  for (const name of [...pages, "manual/options.md", "deploy/README.md", "README.md"]) {
    for (const words of commandsOf(Deno.readTextFileSync(`${PROJECT}/${name}`))) {
      if (words[0] === "hash-password") continue;
      parseCommandLine(words);
      count++;
    }
  }
  assert(count > 20, `${count} found`);
});

Deno.test("optionsReference() refuses to tell of an option that there is not", () => {
  assertThrows(() => optionsReference("## --no-such\n\ntext\n"), Error, "--no-such");
});
