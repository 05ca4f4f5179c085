import { assertEquals } from "@std/assert";
import { LineBuffer } from "../../../lib/log/line_buffer.ts";

function record() {
  const passed: string[] = [];
  const buffer = new LineBuffer((lines) => void passed.push(new TextDecoder().decode(lines)));
  return { buffer, passed };
}

Deno.test("LineBuffer passes on whole lines, in order, when it is full or flushed", () => {
  const { buffer, passed } = record();
  const lines = Array.from({ length: 5000 }, (_, number) => `${number} größer ${"x".repeat(20)}\n`);
  for (const line of lines) buffer.add(line);
  assertEquals(passed.length > 1 && passed.every((text) => text.endsWith("\n")), true);
  buffer.flush();
  assertEquals(passed.join(""), lines.join(""));
  buffer.flush();
  assertEquals(passed.join(""), lines.join(""));
});

Deno.test("LineBuffer passes on a line larger than the buffer alone", () => {
  const { buffer, passed } = record();
  const long = `${"é".repeat(100_000)}\n`;
  buffer.add("before\n");
  buffer.add(long);
  buffer.add("after\n");
  buffer.flush();
  assertEquals(passed, ["before\n", long, "after\n"]);
});

Deno.test("LineBuffer passes on lines after a delay without a flush", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const buffer = new LineBuffer((lines) => resolve(new TextDecoder().decode(lines)));
  buffer.add("a\n");
  buffer.add("b\n");
  assertEquals(await promise, "a\nb\n");
});
