import { assertEquals } from "@std/assert";
import { setImmediate } from "node:timers/promises";
import { readPieces } from "../../../lib/content/read_content.ts";
import { OpenFiles } from "../../../lib/content/open_files.ts";
import { findFile } from "../../../lib/files/find_file.ts";
import { memoryFiles, memoryServedRoot, ROOT } from "../../support/memory_site.ts";

/** Files in memory, and how to read the first three bytes of one of them. */
function prepare(tree: Readonly<Record<string, string>>) {
  const files = memoryFiles(tree);
  const servedRoot = memoryServedRoot(files);
  const open = new OpenFiles();
  const calls: string[] = [];
  files.before = (name) => void calls.push(name);
  function locate(name: string) {
    const found = findFile(servedRoot, [name], false);
    if (found === undefined) throw new Error("not found");
    calls.length = 0;
    return found.resolved;
  }
  function read(location: ReturnType<typeof locate>): string | undefined {
    const { stat, segments } = location;
    const file = open.open(segments.join("/"), servedRoot, location);
    const bytes = file && readPieces(file, stat, [{ start: 0, end: 3 }], 3);
    return bytes && new TextDecoder().decode(bytes);
  }
  return { files, calls, locate, read };
}

Deno.test("OpenFiles opens a file once in a turn, and closes it at its end", async () => {
  const { files, calls, locate, read } = prepare({ a: "123456", b: "abcdef" });
  const [a, b] = [locate("a"), locate("b")];
  assertEquals([read(a), read(b), read(a), read(b)], ["123", "abc", "123", "abc"]);
  assertEquals(calls.filter((name) => name === "open").length, 2);
  assertEquals([files.opened, files.closed], [2, 0]);
  await setImmediate();
  assertEquals([files.opened, files.closed, files.faults], [2, 2, []]);
  assertEquals(read(a), "123");
  await setImmediate();
  assertEquals([files.opened, files.closed, files.faults], [3, 3, []]);
});

Deno.test("OpenFiles asks for a file's state by its name as long as that leads to it", async () => {
  const { files, calls, locate, read } = prepare({ a: "123456" });
  const a = locate("a");
  const states = () => calls.splice(0).filter((name) => name === "lstat" || name === "fstat");
  read(a);
  assertEquals(states(), ["fstat", "lstat"]);
  assertEquals(read(a), "123");
  assertEquals(states(), ["lstat"]);
  files.rename(`${ROOT}/a`, `${ROOT}/elsewhere`);
  states();
  read(a);
  assertEquals(states(), ["lstat", "fstat"]);
  await setImmediate();
});

Deno.test("OpenFiles gives nothing of a version that came while the file was open", async () => {
  const { files, locate, read } = prepare({ a: "123456" });
  const a = locate("a");
  assertEquals(read(a), "123");
  files.write(`${ROOT}/a`, "654321");
  assertEquals(read(a), undefined);
  await setImmediate();
  assertEquals(read(a), undefined);
  await setImmediate();
  assertEquals([files.opened, files.faults], [files.closed, []]);
});

Deno.test("OpenFiles keeps few files open", async () => {
  const names = Array.from({ length: 100 }, (_, index) => `f${index}`);
  const { files, locate, read } = prepare(Object.fromEntries(names.map((name) => [name, "123"])));
  for (const name of names) {
    assertEquals(read(locate(name)), "123");
    assertEquals(files.opened - files.closed <= 16, true);
  }
  await setImmediate();
  assertEquals([files.opened, files.closed, files.faults], [100, 100, []]);
});
