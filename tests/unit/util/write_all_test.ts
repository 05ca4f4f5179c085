import { assertEquals } from "@std/assert";
import { writeAll, writeAllSync } from "../../../lib/util/write_all.ts";

Deno.test("writeAll() and writeAllSync() write everything despite short writes", async () => {
  const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
  const written: number[] = [];
  const writeSync = (rest: Uint8Array) =>
    written.push(...rest.subarray(0, 3)) && Math.min(3, rest.length);
  await writeAll({ write: (rest) => Promise.resolve(writeSync(rest)) }, bytes);
  assertEquals(written.splice(0), [...bytes]);
  writeAllSync({ writeSync }, bytes);
  assertEquals(written, [...bytes]);
});
