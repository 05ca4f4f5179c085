import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { openResolved } from "../../../lib/files/containment.ts";
import { Digests } from "../../../lib/content/digest.ts";
import { findFile } from "../../../lib/files/find_file.ts";
import { file, type MemoryFileSystem, type Spec } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, ROOT } from "../../support/memory_site.ts";

function digest(digests: Digests, files: MemoryFileSystem, name: string) {
  const servedRoot = memoryServedRoot(files);
  const resource = findFile(servedRoot, [name], false);
  if (resource === undefined) throw new Error("not found");
  const { resolved } = resource;
  return digests.digest(resolved.stat, () => openResolved(servedRoot, resolved, false));
}

function reads(files: MemoryFileSystem): number {
  return files.calls.filter((call) => /^read(?:Sync)? /.test(call)).length;
}

Deno.test("Digests.digest() is made from the content alone", async () => {
  const big = new Uint8Array(2_500_000).fill(7);
  const contents: readonly Spec[] = ["", "a", "b", big];
  for (const spec of contents) {
    const files = memoryFiles({ "a": spec, "sub/b": "", "c": "other" });
    files.put(`${ROOT}/copy`, spec);
    const digests = new Digests();
    const made = await digest(digests, files, "a");
    const bytes = typeof spec === "string" ? spec : big;
    assertEquals(made, createHash("sha256").update(bytes).digest("base64url").slice(0, 22));
    assertEquals(await digest(digests, files, "copy"), made);
    assertNotEquals(await digest(digests, files, "c"), made);
    assertMatch(made ?? "", /^[\w-]{22}$/);
  }
});

Deno.test("Digests.digest() reads a version once", async () => {
  const files = memoryFiles({ "a": "content" });
  const digests = new Digests();
  const first = await digest(digests, files, "a");
  const count = reads(files);
  assertEquals(await digest(digests, files, "a"), first);
  assertEquals(reads(files), count);
  files.write(`${ROOT}/a`, "CONTENT");
  assertNotEquals(await digest(digests, files, "a"), first);
});

Deno.test("Digests.digest() is computed once for all that ask at the same time", async () => {
  const files = memoryFiles({ "a": "content" });
  const digests = new Digests();
  const [one, other] = await Promise.all([
    digest(digests, files, "a"),
    digest(digests, files, "a"),
  ]);
  assertEquals(one, other);
  assertEquals(reads(files), 1);
});

Deno.test("Digests.digest() keeps and shares nothing of a version that was written just now", async () => {
  const files = memoryFiles({ "a": file("content", { mtime: Date.now() }) });
  const digests = new Digests();
  await Promise.all([digest(digests, files, "a"), digest(digests, files, "a")]);
  assertEquals(reads(files), 2);
  await digest(digests, files, "a");
  assertEquals(reads(files), 3);
});

Deno.test("Digests.digest() is undefined when the file changes meanwhile, and is made anew then", async () => {
  for (const change of ["CONTENT", "longer content", "short"]) {
    const files = memoryFiles({ "a": "content" });
    const digests = new Digests();
    const pending = digest(digests, files, "a");
    files.write(`${ROOT}/a`, change);
    assertEquals(await pending, undefined);
    assertEquals(typeof await digest(digests, files, "a"), "string");
  }
});

Deno.test("Digests.digest() fails with the read, and works again after it", async () => {
  const files = memoryFiles({ "a": "content" });
  const digests = new Digests();
  files.before = (call) => {
    if (call === "read") throw new Error("EIO");
  };
  await assertRejects(async () => await digest(digests, files, "a"), Error, "EIO");
  files.before = () => {};
  assertEquals(typeof await digest(digests, files, "a"), "string");
});
