import { assertEquals } from "@std/assert";
import { search, type SearchBounds } from "../../../lib/listing/search.ts";
import type { WalkEntry } from "../../../lib/listing/walk.ts";

const PATHS = ["docs", "docs/Report.txt", "docs/old/report-2.txt", "a/Äpfel.txt", "a/x", "report"];

async function* found(paths: readonly string[]): AsyncGenerator<WalkEntry> {
  for (const path of paths) {
    const names = path.split("/");
    const name = names.at(-1) ?? "";
    yield { path: names, entry: { name, type: "file", size: 1, modified: 0 } };
  }
}

const BOUNDS: SearchBounds = { results: 100, entries: 100, time: 10_000 };

async function run(query: string, bounds = BOUNDS, paths = PATHS) {
  const results = search(found(paths), query, bounds);
  const names: string[] = [];
  let next = await results.next();
  for (; next.done !== true; next = await results.next()) names.push(next.value.path.join("/"));
  return { names, end: next.value };
}

Deno.test("search() ignores case, and finds each word in the path and one of them in the name", async () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["report", ["docs/Report.txt", "docs/old/report-2.txt", "report"]],
    ["REPORT txt", ["docs/Report.txt", "docs/old/report-2.txt"]],
    ["docs report", ["docs/Report.txt", "docs/old/report-2.txt"]],
    ["docs", ["docs"]],
    ["old/rep", ["docs/old/report-2.txt"]],
    ["a\u0308pfel", ["a/Äpfel.txt"]],
    [".*", []],
    ["nothing", []],
  ];
  for (const [query, names] of table) {
    assertEquals(await run(query), { names: [...names], end: "complete" }, query);
  }
});

Deno.test("search() ends at its bounds and returns which one", async () => {
  const one = await run("report", { ...BOUNDS, results: 1 });
  assertEquals([one.names.length, one.end], [1, "results"]);
  assertEquals((await run("report", { ...BOUNDS, results: 3 })).end, "complete");
  assertEquals((await run("report", { ...BOUNDS, entries: 2 })).end, "entries");
  assertEquals((await run("report", { ...BOUNDS, time: -1 })).end, "time");
});
