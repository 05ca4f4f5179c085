import { assertEquals } from "@std/assert";
import { Root } from "../../../lib/files/root.ts";
import { directory, link, MemoryFileSystem } from "../../support/memory_file_system.ts";
import { fileSite, servedContent } from "../../support/served_content.ts";

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

Deno.test("Root may be a symlink", async () => {
  const site = fileSite(new MemoryFileSystem(VERSIONS), { root: "/srv/current" });
  assertEquals(await servedContent(site, "a.txt"), "one");
  assertEquals(await servedContent(site, "sub/b.txt"), "one");
  assertEquals(await servedContent(site, "absolute"), "one");
  assertEquals(await servedContent(site, "real"), "one");
  assertEquals(await servedContent(site, "hidden"), undefined);
});

for (const target of ["v2", "/srv/v1/nested"]) {
  Deno.test(`Root.refresh() follows a root symlink changed to ${target}`, async () => {
    const files = new MemoryFileSystem(VERSIONS);
    const site = fileSite(files, { root: "/srv/current" });
    assertEquals(await servedContent(site, "a.txt"), "one");
    files.put("/srv/current", link(target));
    assertEquals(await servedContent(site, "a.txt"), target === "v2" ? "two" : "nested");
    assertEquals(files.closed, files.opened);
  });
}

Deno.test("Root.refresh() runs when a link names the new target of a root symlink", async () => {
  const files = new MemoryFileSystem(VERSIONS);
  const site = fileSite(files, { root: "/srv/current" });
  files.put("/srv/current", link("v2"));
  assertEquals(await servedContent(site, "itself"), "two");
});

Deno.test("Root.refresh() stops serving the former target of a root symlink", async () => {
  const files = new MemoryFileSystem(VERSIONS);
  const site = fileSite(files, { root: "/srv/current" });
  files.put("/srv/current", link("v2"));
  assertEquals(await servedContent(site, "old"), undefined);
  assertEquals(await servedContent(site, "absolute"), "two");
  assertEquals(await servedContent(site, "real"), undefined);
});

Deno.test("Root may be removed and created again", async () => {
  const files = new MemoryFileSystem(VERSIONS);
  const site = fileSite(files, { root: "/srv/v1" });
  files.remove("/srv/v1");
  assertEquals(await servedContent(site, "a.txt"), undefined);
  files.put("/srv/v1/a.txt", "new");
  assertEquals(await servedContent(site, "a.txt"), "new");
});

Deno.test("Root may be created as a symlink after the start", async () => {
  const files = new MemoryFileSystem({ "/srv/v1/a.txt": "one" });
  const site = fileSite(files, { root: "/srv/late" });
  assertEquals(await servedContent(site, "a.txt"), undefined);
  files.put("/srv/late", link("v1"));
  assertEquals(await servedContent(site, "a.txt"), "one");
});

Deno.test("Root distinguishes paths below it from others", () => {
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

Deno.test("Root may be the root of the file system", async () => {
  const files = new MemoryFileSystem({ "/a.txt": "a", "/l": link("/a.txt"), "/..x": "hidden" });
  const site = fileSite(files, { root: "/" });
  const { servedRoot } = site.site;
  assertEquals(servedRoot.root.pathOf(["a"]), "/a");
  assertEquals(servedRoot.root.segmentsOf("/a/b"), ["a", "b"]);
  assertEquals(await servedContent(site, "a.txt"), "a");
  assertEquals(await servedContent(site, "l"), "a");
  assertEquals(await servedContent(site, "..x"), undefined);
});
