import { assertEquals } from "@std/assert";
import { resolvePath } from "../../../lib/files/containment.ts";
import { directory, file, link, SPECIAL } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, type Tree } from "../../support/memory_site.ts";
import { fileSite, servedContent } from "../../support/served_content.ts";

// The content of each file is its own path, so the content identifies the file that was opened.
const TREE: Tree = {
  "a.txt": "/a.txt",
  ".env": "/.env",
  "_headers": "/_headers",
  "plinth.json.br": "/plinth.json.br",
  "pipe": SPECIAL,
  "closed": file("", { readable: false }),
  "empty": directory(),
  "locked": directory({ readable: false }),
  "dir/b.txt": "/dir/b.txt",
  "dir/.git/config": "/dir/.git/config",
  "dir/_headers": "/dir/_headers",
  ".well-known/security.txt": "/.well-known/security.txt",
  ".well-known/.secret": "/.well-known/.secret",
  "/srv/other/c.txt": "outside",
  "/srv/other/.hidden": "outside, hidden",
  "/srv/other/back": link("/srv/site/dir"),
  "/srv/site-2/c.txt": "outside, with the root's path as a prefix",
  "to-file": link("a.txt"),
  "to-absolute": link("/srv/site/a.txt"),
  "to-dir": link("dir"),
  "to-dir-slash": link("dir/"),
  "dir/up": link("../a.txt"),
  "dir/to-dots": link("././../dir//b.txt"),
  "chain": link("chain-2"),
  "chain-2": link("to-dir/b.txt"),
  "climb": link("../site/dir/b.txt"),
  "climb-far": link("../../../../srv/site/a.txt"),
  "to-root": link("/srv/site"),
  "above": link(".."),
  "far-above": link("../../../.."),
  "by-above": link("above/site/a.txt"),
  "by-out-dir": link("out-dir/../site/a.txt"),
  "loop": link("loop-2"),
  "loop-2": link("loop"),
  "dangling": link("nothing"),
  "out-file": link("/srv/other/c.txt"),
  "out-file-2": link("../other/c.txt"),
  "out-dir": link("/srv/other"),
  "out-prefix": link("/srv/site-2/c.txt"),
  "out-chain": link("out-dir/c.txt"),
  "leaves-and-returns": link("/srv/other/back/b.txt"),
  "to-hidden": link(".env"),
  "to-hidden-dir": link("dir/.git"),
  "through-hidden": link("dir/.git/../b.txt"),
  "to-reserved": link("_headers"),
  "to-reserved-br": link("plinth.json.br"),
  "to-well-known": link(".well-known/security.txt"),
  "to-pipe": link("pipe"),
  "file-as-dir": link("a.txt/../dir/b.txt"),
};

const SERVED: readonly (readonly [path: string, real: string])[] = [
  ["a.txt", "/a.txt"],
  ["dir/b.txt", "/dir/b.txt"],
  ["dir/_headers", "/dir/_headers"],
  [".well-known/security.txt", "/.well-known/security.txt"],
  ["to-file", "/a.txt"],
  ["to-absolute", "/a.txt"],
  ["to-dir/b.txt", "/dir/b.txt"],
  ["to-dir-slash/b.txt", "/dir/b.txt"],
  ["to-dir/up", "/a.txt"],
  ["dir/up", "/a.txt"],
  ["dir/to-dots", "/dir/b.txt"],
  ["chain", "/dir/b.txt"],
  ["climb", "/dir/b.txt"],
  ["climb-far", "/a.txt"],
  ["to-root/to-root/a.txt", "/a.txt"],
  ["to-well-known", "/.well-known/security.txt"],
];

const NOT_SERVED = [
  "",
  "nothing",
  "a.txt/b",
  "pipe",
  "closed",
  "empty",
  "dir",
  "locked/x",
  ".env",
  "_headers",
  "plinth.json.br",
  "dir/.git/config",
  ".well-known/.secret",
  "loop",
  "dangling",
  "out-file",
  "out-file-2",
  "out-dir/c.txt",
  "out-dir/back/b.txt",
  "out-prefix",
  "out-chain",
  "leaves-and-returns",
  "above/site/a.txt",
  "far-above/srv/site/a.txt",
  "by-above",
  "by-out-dir",
  "to-hidden",
  "to-hidden-dir/config",
  "through-hidden",
  "to-reserved",
  "to-reserved-br",
  "to-root/_headers",
  "to-root/.env",
  "to-pipe",
  "file-as-dir",
];

Deno.test("containment serves files inside the root, also through links", async () => {
  const site = fileSite(TREE);
  for (const [path, real] of SERVED) {
    assertEquals(await servedContent(site, path), real, path);
  }
});

Deno.test("containment replies 404 for every other path", async () => {
  const site = fileSite(TREE);
  for (const path of NOT_SERVED) assertEquals(await servedContent(site, path), undefined, path);
});

Deno.test("containment never opens a FIFO, a socket, a device or a directory", async () => {
  const site = fileSite(TREE);
  for (const path of ["pipe", "to-pipe", "dir", "to-dir"]) await servedContent(site, path);
  assertEquals(site.files.calls.filter((call) => call.startsWith("open")), []);
});

Deno.test("containment with --hidden serves dotfiles, also through links, but no settings files", async () => {
  const site = fileSite(TREE, { hidden: true });
  const table: readonly (readonly [string, string | undefined])[] = [
    [".env", "/.env"],
    ["to-hidden", "/.env"],
    ["to-hidden-dir/config", "/dir/.git/config"],
    ["through-hidden", "/dir/b.txt"],
    [".well-known/.secret", "/.well-known/.secret"],
    ["_headers", undefined],
    ["to-reserved", undefined],
    ["out-file", undefined],
  ];
  for (const [path, real] of table) assertEquals(await servedContent(site, path), real, path);
});

Deno.test("containment with --follow-symlinks follows links out of the root, but hides denied names", async () => {
  const site = fileSite(TREE, { followSymlinks: true });
  const table: readonly (readonly [string, string | undefined])[] = [
    ["a.txt", "/a.txt"],
    ["to-dir/b.txt", "/dir/b.txt"],
    ["out-file", "outside"],
    ["out-dir/c.txt", "outside"],
    ["out-dir/back/b.txt", "/dir/b.txt"],
    ["leaves-and-returns", "/dir/b.txt"],
    ["out-dir/.hidden", undefined],
    ["to-hidden", undefined],
    ["to-hidden-dir/config", undefined],
    ["to-reserved", undefined],
    ["out-dir/back/.git/config", undefined],
    ["dangling", undefined],
    ["loop", undefined],
    ["to-pipe", undefined],
  ];
  for (const [path, real] of table) assertEquals(await servedContent(site, path), real, path);
});

Deno.test("containment follows at most 40 links, as the kernel does", async () => {
  const links = Array.from({ length: 41 }, (_, index) => [`l${index + 1}`, link(`l${index}`)]);
  const site = fileSite({ l0: "/l0", ...Object.fromEntries(links) });
  assertEquals(await servedContent(site, "l40"), "/l0");
  assertEquals(await servedContent(site, "l41"), undefined);
});

Deno.test("resolvePath() returns the resolved path, with links followed", () => {
  const servedRoot = memoryServedRoot(memoryFiles(TREE));
  const table: readonly (readonly [string, readonly string[] | undefined, string?])[] = [
    ["", [], "directory"],
    ["dir", ["dir"], "directory"],
    ["to-dir", ["dir"], "directory"],
    ["to-root", [], "directory"],
    ["to-root/to-dir/up", ["a.txt"], "file"],
    ["to-pipe", ["pipe"], "special"],
    [".well-known", [".well-known"], "directory"],
    ["above", undefined],
    ["far-above", undefined],
    ["above/site", undefined],
    ["out-dir", undefined],
    ["out-dir/back", undefined],
    ["to-hidden-dir", undefined],
    ["nothing", undefined],
  ];
  for (const [path, segments, kind] of table) {
    const found = resolvePath(servedRoot, path.split("/").filter((name) => name !== ""));
    assertEquals([found?.segments, found?.stat.kind], [segments, kind], path);
  }
});
