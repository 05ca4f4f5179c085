import { assert, assertEquals } from "@std/assert";
import { watchPath } from "../../../lib/files/path_watch.ts";
import { directory, link } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, ROOT } from "../../support/memory_site.ts";

function place() {
  const files = memoryFiles({ "a/b/c/x": "", "/srv/other/c/x": "" });
  return { files, servedRoot: memoryServedRoot(files) };
}

Deno.test("watchWay() is calm as long as nothing on the way changes", () => {
  const { files, servedRoot } = place();
  const way = watchPath(servedRoot, ["a", "b", "c"]);
  assertEquals(way?.isUnchanged(), true);
  // What is in the place itself is not on the way to it.
  files.put(`${ROOT}/a/b/c/new`, "");
  assertEquals(way?.isUnchanged(), true);
  assert(watchPath(servedRoot, [])?.isUnchanged());
});

Deno.test("watchWay() sees that a folder on the way is another one, or gone", () => {
  for (const above of ["a", "a/b"]) {
    const { files, servedRoot } = place();
    const way = watchPath(servedRoot, ["a", "b", "c"]);
    files.put(`${ROOT}/${above}`, link("/srv/other"));
    assertEquals(way?.isUnchanged(), false, above);
    files.remove(`${ROOT}/${above}`);
    assertEquals(way?.isUnchanged(), false, above);
  }
});

Deno.test("watchWay() does not watch a way that has changed just now, or is not there", () => {
  const { files, servedRoot } = place();
  files.put(`${ROOT}/a/fresh`, directory({ mtime: Date.now() }));
  assertEquals(watchPath(servedRoot, ["a", "fresh", "x"]), undefined);
  assertEquals(watchPath(servedRoot, ["nothing", "x"]), undefined);
});
