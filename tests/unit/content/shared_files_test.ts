import { assertEquals } from "@std/assert";
import { SharedFiles } from "../../../lib/content/shared_files.ts";
import { memoryFiles, ROOT } from "../../support/memory_site.ts";

Deno.test("SharedFiles.open() opens a file once and closes it after its last user", async () => {
  const files = memoryFiles({ "a.txt": "content" });
  const shared = new SharedFiles();
  const open = () => shared.open("key", () => files.open(`${ROOT}/a.txt`, false));
  const [one, other] = [open(), open()];
  assertEquals([files.opened, shared.size], [1, 1]);
  one?.close();
  const buffer = new Uint8Array(7);
  assertEquals(await other?.read(buffer, 0), 7);
  assertEquals(files.closed, 0);
  other?.close();
  assertEquals([files.closed, shared.size, files.faults], [1, 0, []]);
});

Deno.test("SharedFiles.open() returns undefined for a file that can't be opened", () => {
  assertEquals(new SharedFiles().open("key", () => undefined), undefined);
});
