// The folders of lib/ are layers. The table in docs/architecture.md says in which order.

import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../support/server.ts";

const IMPORT = /\b(?:from|import\(?)\s*"(\.{1,2}\/[^"]+\.ts)"/g;

/** The folders of lib/ in the order of the table; imports may only point to earlier ones. */
function layers(): string[] {
  const text = Deno.readTextFileSync(`${PROJECT}/docs/architecture.md`);
  return [...text.matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, folder = ""]) => folder);
}

function modulesBelow(folder: string): string[] {
  return [...Deno.readDirSync(`${PROJECT}/${folder}`)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return modulesBelow(path);
    return /(?<!\.d)\.ts$/.test(name) ? [path] : [];
  });
}

/** The modules of lib/ that each module of lib/ imports, type imports included. */
function importGraph(): Map<string, string[]> {
  return new Map(
    modulesBelow("lib").map((path) => {
      const text = Deno.readTextFileSync(`${PROJECT}/${path}`);
      const imported = [...text.matchAll(IMPORT)].map(([, specifier = ""]) =>
        new URL(specifier, `file:///${path}`).pathname.slice(1)
      );
      return [path, imported];
    }),
  );
}

/** A path of imports that leads from a module back to itself, if there is one. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  function visit(path: string, above: readonly string[]): string[] | undefined {
    const start = above.indexOf(path);
    if (start >= 0) return [...above.slice(start), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const circle = visit(next, [...above, path]);
      if (circle !== undefined) return circle;
    }
    done.add(path);
    return undefined;
  }
  for (const path of graph.keys()) {
    const circle = visit(path, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

Deno.test("layout: the table in docs/architecture.md names the folders of lib/", () => {
  const folders = [...Deno.readDirSync(`${PROJECT}/lib`)].filter(({ isDirectory }) => isDirectory);
  assertEquals(layers().toSorted(), folders.map(({ name }) => name).toSorted());
});

Deno.test("layout: imports point only to folders that come earlier in the table", () => {
  const order = layers();
  const layerOf = (path: string) => {
    const [, folder = "", ...rest] = path.split("/");
    // Modules directly in lib/ may import everything.
    return rest.length === 0 ? order.length : order.indexOf(folder);
  };
  const graph = importGraph();
  assert(graph.size > 100, `${graph.size} modules found`);
  const upward = [...graph].flatMap(([path, imported]) =>
    imported.filter((other) => layerOf(other) > layerOf(path)).map((other) => `${path} -> ${other}`)
  );
  assertEquals(upward, []);
});

Deno.test("layout: no imports form a circle, type imports included", () => {
  assertEquals(findCircle(importGraph()), undefined);
  assertEquals(findCircle(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), ["b", "c", "b"]);
});
