import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { ResolveCache } from "../../../lib/files/resolve_cache.ts";
import type { Resolution } from "../../../lib/files/resolve_request.ts";
import { directory, file, link, type MemoryFileSystem } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, ROOT, type Tree } from "../../support/memory_site.ts";

const OPTIONS = { index: ["index.html", "index.htm"], precompressed: true };

/** A cache whose freshness tick is set by the test. */
function cacheOf(tree: Tree) {
  const files = memoryFiles(tree);
  const now = { tick: 1 };
  const cache = new ResolveCache(memoryServedRoot(files), OPTIONS, () => now.tick);
  function resolve(path: string): Resolution {
    const segments = path.split("/").filter((segment) => segment !== "");
    return cache.resolve(path, segments, path.endsWith("/"));
  }
  return { files, now, cache, resolve };
}

/** Returns the file-system calls of an action. */
function callsOf(files: MemoryFileSystem, act: () => unknown): string[] {
  const before = files.calls.length;
  act();
  return files.calls.slice(before).map((call) => call.replace(`${ROOT}/`, "").replace(ROOT, "."));
}

Deno.test("ResolveCache.resolve() makes no call twice within a tick", () => {
  const { files, resolve } = cacheOf({ "a.txt": "a", "dir/b": "b" });
  for (const path of ["/a.txt", "/missing", "/dir", "/dir/"]) {
    const first = resolve(path);
    assertEquals(callsOf(files, () => assertStrictEquals(resolve(path), first)), [], path);
  }
});

Deno.test("ResolveCache.resolve() stats a known file once per tick, and opens nothing", () => {
  const { files, now, resolve } = cacheOf({ "a.txt": "a", "a.txt.gz": "z" });
  const first = resolve("/a.txt");
  now.tick++;
  const calls = callsOf(files, () => assertStrictEquals(resolve("/a.txt"), first));
  assertEquals(calls, ["stat .", "lstat a.txt", "lstat a.txt.gz"]);
});

Deno.test("ResolveCache.resolve() shares one parent stat among all files in a directory", () => {
  const { files, now, resolve } = cacheOf({ "dir/a": "a", "dir/b": "b", "c": "c" });
  const parentStatOf = (path: string) => {
    const found = resolve(path);
    return found.kind === "file" ? found.parentStat : undefined;
  };
  const before = parentStatOf("/dir/a");
  assertStrictEquals(parentStatOf("/dir/b"), before);
  assertNotStrictEquals(parentStatOf("/c"), before);
  files.put(`${ROOT}/dir/new`, "");
  now.tick++;
  assertNotStrictEquals(parentStatOf("/dir/b"), before);
  assertStrictEquals(parentStatOf("/dir/a"), parentStatOf("/dir/b"));
});

const CHANGES: readonly (readonly [name: string, act: (files: MemoryFileSystem) => void])[] = [
  ["the file is written", (files) => files.write(`${ROOT}/a.txt`, "b")],
  ["the file is replaced", (files) => files.put(`${ROOT}/a.txt`, "b")],
  ["the file is removed", (files) => files.remove(`${ROOT}/a.txt`)],
  ["the file becomes a directory", (files) => files.put(`${ROOT}/a.txt`, directory())],
  [
    "the file becomes a symlink to outside",
    (files) => files.put(`${ROOT}/a.txt`, link("/srv/out")),
  ],
  ["a sidecar is written", (files) => files.write(`${ROOT}/a.txt.gz`, "y")],
  ["a sidecar is added", (files) => files.put(`${ROOT}/a.txt.br`, "y")],
  ["a sidecar is removed", (files) => files.remove(`${ROOT}/a.txt.gz`)],
];

for (const [name, act] of CHANGES) {
  Deno.test(`ResolveCache.resolve() resolves a file again if ${name}`, () => {
    const { files, now, resolve } = cacheOf({ "a.txt": "a", "a.txt.gz": "z", "/srv/out": "out" });
    const first = resolve("/a.txt");
    act(files);
    now.tick++;
    assertNotStrictEquals(resolve("/a.txt"), first);
  });
}

Deno.test("ResolveCache.resolve() finds a preferred index file that was added", () => {
  const { files, now, resolve } = cacheOf({ "index.htm": "second" });
  const segments = () => {
    now.tick++;
    const found = resolve("/");
    return found.kind === "file" ? found.segments : [];
  };
  assertEquals(segments(), ["index.htm"]);
  files.put(`${ROOT}/index.html`, "first");
  assertEquals(segments(), ["index.html"]);
});

Deno.test("ResolveCache.resolve() does not cache a file that changed just now", () => {
  const { resolve } = cacheOf({ "a.txt": file("a", { mtime: Date.now() }) });
  assertNotStrictEquals(resolve("/a.txt"), resolve("/a.txt"));
});

Deno.test("ResolveCache.forget() removes a path", () => {
  const { cache, resolve } = cacheOf({ "a.txt": "a" });
  for (const path of ["/a.txt", "/missing/"]) {
    const first = resolve(path);
    cache.forget(path);
    assertEquals(first.kind === "file" && resolve(path) === first, false);
  }
});
