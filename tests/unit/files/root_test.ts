import { assertEquals } from "@std/assert";
import { type ServedRoot } from "../../../lib/files/served_root.ts";
import { openContained } from "../../support/open_contained.ts";
import { Root } from "../../../lib/files/root.ts";
import { directory, link, MemoryFileSystem } from "../../support/memory_file_system.ts";
import { memoryServedRoot } from "../../support/memory_site.ts";

function read(servedRoot: ServedRoot, ...segments: string[]): string | undefined {
  const found = openContained(servedRoot, segments);
  if (found === undefined) return undefined;
  const buffer = new Uint8Array(found.stat.size);
  found.file.readSync(buffer, 0);
  found.file.close();
  return new TextDecoder().decode(buffer);
}

const VERSIONS = {
  "/srv/v1/a.txt": "one",
  "/srv/v1/sub/b.txt": "one",
  "/srv/v1/absolute": link("/srv/current/a.txt"),
  "/srv/v1/real": link("/srv/v1/a.txt"),
  "/srv/v1/hidden": link("/srv/current/.env"),
  "/srv/v1/.env": "secret",
  "/srv/v2/a.txt": "two",
  "/srv/v2/sub/b.txt": "two",
  "/srv/v2/absolute": link("/srv/current/a.txt"),
  "/srv/v2/itself": link("/srv/v2/a.txt"),
  "/srv/v2/old": link("/srv/v1/a.txt"),
  "/srv/v1/nested/a.txt": "nested",
  "/srv/current": link("v1"),
};

Deno.test("openContained() serves below a root that is a link", () => {
  const servedRoot = memoryServedRoot(new MemoryFileSystem(VERSIONS), { root: "/srv/current" });
  assertEquals(read(servedRoot, "a.txt"), "one");
  assertEquals(read(servedRoot, "sub", "b.txt"), "one");
  assertEquals(read(servedRoot, "absolute"), "one");
  assertEquals(read(servedRoot, "real"), "one");
  assertEquals(read(servedRoot, "hidden"), undefined);
});

for (const target of ["v2", "/srv/v1/nested"]) {
  Deno.test(`openContained() follows a root that comes to lead to ${target}`, () => {
    const files = new MemoryFileSystem(VERSIONS);
    const servedRoot = memoryServedRoot(files, { root: "/srv/current" });
    assertEquals(read(servedRoot, "a.txt"), "one");
    files.put("/srv/current", link(target));
    assertEquals(read(servedRoot, "a.txt"), target === "v2" ? "two" : "nested");
    assertEquals(files.closed, files.opened);
  });
}

Deno.test("openContained() knows the new place of a root at the first link that names it", () => {
  const files = new MemoryFileSystem(VERSIONS);
  const servedRoot = memoryServedRoot(files, { root: "/srv/current" });
  files.put("/srv/current", link("v2"));
  assertEquals(read(servedRoot, "itself"), "two");
});

Deno.test("openContained() serves nothing of a root's former place", () => {
  const files = new MemoryFileSystem(VERSIONS);
  const servedRoot = memoryServedRoot(files, { root: "/srv/current" });
  files.put("/srv/current", link("v2"));
  assertEquals(read(servedRoot, "old"), undefined);
  assertEquals(read(servedRoot, "absolute"), "two");
  assertEquals(read(servedRoot, "real"), undefined);
});

Deno.test("openContained() serves again when the root went away and came back", () => {
  const files = new MemoryFileSystem(VERSIONS);
  const servedRoot = memoryServedRoot(files, { root: "/srv/v1" });
  files.remove("/srv/v1");
  assertEquals(read(servedRoot, "a.txt"), undefined);
  files.put("/srv/v1/a.txt", "anew");
  assertEquals(read(servedRoot, "a.txt"), "anew");
});

Deno.test("openContained() serves a root that came to be, as a link, after the start", () => {
  const files = new MemoryFileSystem({ "/srv/v1/a.txt": "one" });
  const servedRoot = memoryServedRoot(files, { root: "/srv/late" });
  assertEquals(read(servedRoot, "a.txt"), undefined);
  files.put("/srv/late", link("v1"));
  assertEquals(read(servedRoot, "a.txt"), "one");
});

Deno.test("Root tells what lies below it", () => {
  const files = new MemoryFileSystem({ "/srv/real": directory(), "/srv/site": link("real") });
  const root = new Root(files, "/srv/site");
  assertEquals(root.path, "/srv/site");
  assertEquals(root.realPath, "/srv/real");
  assertEquals(root.pathOf([]), "/srv/site");
  assertEquals(root.pathOf(["a", "b"]), "/srv/site/a/b");
  assertEquals(root.realPathOf(["a"]), "/srv/real/a");
  assertEquals(root.segmentsOf("/srv/real"), []);
  assertEquals(root.segmentsOf("/srv/real/a/b"), ["a", "b"]);
  assertEquals(root.segmentsOf("/srv/realm"), undefined);
  assertEquals(root.segmentsOf("/srv/site/a"), undefined);
  assertEquals(root.segmentsOf("/srv"), undefined);
});

Deno.test("Root may be the file system's own root", () => {
  const files = new MemoryFileSystem({ "/a.txt": "a", "/l": link("/a.txt"), "/..x": "hidden" });
  const servedRoot = memoryServedRoot(files, { root: "/" });
  assertEquals(servedRoot.root.pathOf(["a"]), "/a");
  assertEquals(servedRoot.root.segmentsOf("/a/b"), ["a", "b"]);
  assertEquals(read(servedRoot, "a.txt"), "a");
  assertEquals(read(servedRoot, "l"), "a");
  assertEquals(read(servedRoot, "..x"), undefined);
});
