import { assert, assertEquals } from "@std/assert";
import { watchPath } from "../../../lib/files/path_watch.ts";
import { directory, link } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, ROOT } from "../../support/memory_site.ts";

function place() {
  const files = memoryFiles({ "a/b/c/x": "", "/srv/other/c/x": "" });
  return { files, servedRoot: memoryServedRoot(files) };
}

Deno.test("watchWay() reports no change while no directory on the path changes", () => {
  const { files, servedRoot } = place();
  const way = watchPath(servedRoot, ["a", "b", "c"]);
  assertEquals(way?.isUnchanged(), true);
  // Entries of the last directory are not part of its path.
  files.put(`${ROOT}/a/b/c/new`, "");
  assertEquals(way?.isUnchanged(), true);
  assert(watchPath(servedRoot, [])?.isUnchanged());
});

Deno.test("watchWay() detects a replaced or removed directory on the path", () => {
  for (const above of ["a", "a/b"]) {
    const { files, servedRoot } = place();
    const way = watchPath(servedRoot, ["a", "b", "c"]);
    files.put(`${ROOT}/${above}`, link("/srv/other"));
    assertEquals(way?.isUnchanged(), false, above);
    files.remove(`${ROOT}/${above}`);
    assertEquals(way?.isUnchanged(), false, above);
  }
});

Deno.test("watchWay() does not watch a path that is missing or changed just now", () => {
  const { files, servedRoot } = place();
  files.put(`${ROOT}/a/fresh`, directory({ mtime: Date.now() }));
  assertEquals(watchPath(servedRoot, ["a", "fresh", "x"]), undefined);
  assertEquals(watchPath(servedRoot, ["nothing", "x"]), undefined);
});
