import { assertEquals } from "@std/assert";
import { resolvePath } from "../../../lib/files/containment.ts";
import { walk } from "../../../lib/listing/walk.ts";
import { directory, link, SPECIAL } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, type Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "b/2.txt": "",
  "b/10.txt": "",
  "b/sub/x": "",
  "a.txt": "",
  ".hidden/x": "",
  "_redirects": "",
  "fifo": SPECIAL,
  "empty": directory(),
  "round": link("b"),
  "b/up": link(".."),
  "out": link("/etc"),
  "/etc/passwd": "",
};

async function paths(
  segments: readonly string[],
  isVisible: (segments: readonly string[]) => boolean = () => true,
): Promise<string[]> {
  const servedRoot = memoryServedRoot(memoryFiles(TREE));
  const start = resolvePath(servedRoot, segments);
  if (start === undefined) throw new Error("no such folder");
  const found: string[] = [];
  for await (const { path, entry } of walk(servedRoot, start, isVisible)) {
    found.push(path.join("/") + (entry.link ? "@" : entry.type === "directory" ? "/" : ""));
  }
  return found;
}

Deno.test("walk() yields the entries that would be served, by name, and follows no link", async () => {
  const all = "b/ b/sub/ b/sub/x b/up@ b/2.txt b/10.txt empty/ round@ a.txt";
  assertEquals(await paths([]), all.split(" "));
  assertEquals(await paths(["b"]), ["sub/", "sub/x", "up@", "2.txt", "10.txt"]);
});

Deno.test("walk() leaves out invisible entries and everything below them", async () => {
  const found = await paths([], (segments) => segments[0] !== "b");
  // "round" is a link to "b".
  assertEquals(found, ["empty/", "a.txt"]);
});

Deno.test("walk() ends soon after it is aborted", async () => {
  const servedRoot = memoryServedRoot(memoryFiles(TREE));
  const start = resolvePath(servedRoot, []);
  if (start === undefined) throw new Error("no such folder");
  const abandoned = new AbortController();
  let count = 0;
  for await (const _ of walk(servedRoot, start, () => true, abandoned.signal)) {
    count++;
    abandoned.abort();
  }
  assertEquals(count, 1);
});

Deno.test("walk() and resolvePath() stop at 128 segments", async () => {
  const deep = Array.from({ length: 200 }, () => "d");
  const servedRoot = memoryServedRoot(memoryFiles({ [[...deep, "x"].join("/")]: "" }));
  const start = resolvePath(servedRoot, []);
  if (start === undefined) throw new Error("no such folder");
  let depth = 0;
  for await (const { path } of walk(servedRoot, start, () => true)) depth = path.length;
  assertEquals(depth, 129);
  assertEquals(resolvePath(servedRoot, deep.slice(0, 129)), undefined);
  assertEquals(resolvePath(servedRoot, deep.slice(0, 128))?.stat.kind, "directory");
});
