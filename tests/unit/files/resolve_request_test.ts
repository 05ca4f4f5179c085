import { assertEquals } from "@std/assert";
import { type Resolution, resolveRequest } from "../../../lib/files/resolve_request.ts";
import { directory, file, link, SPECIAL } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, type Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "file.txt": "",
  "index.html": "",
  "a.html/x": "",
  "dir/index.html": "",
  "dir/index.htm": "",
  "second/index.htm": "",
  "bare/x": "",
  "folder/index.html/x": "",
  "fifo/index.html": SPECIAL,
  "fifo/index.htm": "",
  "linked/index.html": link("../dir/index.html"),
  "outward/index.html": link("/srv/other/index.html"),
  "outward/index.htm": "",
  "dangling/index.html": link("nothing"),
  "unreadable/index.html": file("", { readable: false }),
  "hidden-target/index.html": link("../.secret"),
  ".secret": "",
  "empty": directory(),
  "out": link("/srv/other"),
  "in": link("bare"),
  "in-file": link("file.txt"),
  "/srv/other/index.html": "",
};

/** The kind of a resolution, with the path of its file. */
function shown(resolution: Resolution): string {
  if (resolution.kind === "directory") {
    return `directory ${resolution.resolved.segments.join("/")}`;
  }
  if (resolution.kind !== "file") return resolution.kind;
  return `file ${resolution.segments.join("/")}`;
}

const TABLE: readonly (readonly [target: string, expected: string])[] = [
  ["/", "file index.html"],
  ["/file.txt", "file file.txt"],
  ["/file.txt/", "notFound"],
  ["/in-file", "file in-file"],
  ["/in-file/", "notFound"],
  ["/nothing", "notFound"],
  ["/nothing/", "notFound"],
  ["/file.txt/x", "notFound"],
  ["/dir", "redirect"],
  ["/dir/", "file dir/index.html"],
  ["/dir/index.html", "file dir/index.html"],
  ["/dir/index.html/", "notFound"],
  ["/a.html", "redirect"],
  ["/second/", "file second/index.htm"],
  ["/bare", "redirect"],
  ["/bare/", "directory bare"],
  ["/empty/", "directory empty"],
  ["/in", "redirect"],
  ["/in/", "directory bare"],
  ["/folder/", "directory folder"],
  ["/fifo/", "file fifo/index.htm"],
  ["/fifo/index.html", "notFound"],
  ["/linked/", "file linked/index.html"],
  ["/outward/", "file outward/index.htm"],
  ["/dangling/", "directory dangling"],
  ["/unreadable/", "directory unreadable"],
  ["/hidden-target/", "directory hidden-target"],
  ["/out", "notFound"],
  ["/out/", "notFound"],
];

const OPTIONS = { index: ["index.html", "index.htm"], precompressed: true };

Deno.test("resolve() returns the kind of a path", () => {
  const files = memoryFiles(TREE);
  const servedRoot = memoryServedRoot(files);
  for (const [target, expected] of TABLE) {
    const segments = target.split("/").filter((segment) => segment !== "");
    const found = resolveRequest(servedRoot, segments, target.endsWith("/"), OPTIONS);
    assertEquals(shown(found), expected, target);
  }
  assertEquals(files.closed, files.opened);
  assertEquals(files.faults, []);
});

Deno.test("resolve() tries index files in the given order", () => {
  const servedRoot = memoryServedRoot(memoryFiles(TREE));
  const table: readonly (readonly [names: readonly string[], expected: string])[] = [
    [["index.htm", "index.html"], "file dir/index.htm"],
    [["default.html", "index.html"], "file dir/index.html"],
    [["default.html"], "directory dir"],
    [[], "directory dir"],
    [[".secret"], "directory dir"],
  ];
  for (const [names, expected] of table) {
    assertEquals(
      shown(resolveRequest(servedRoot, ["dir"], true, { ...OPTIONS, index: names })),
      expected,
      names.join(),
    );
  }
});
