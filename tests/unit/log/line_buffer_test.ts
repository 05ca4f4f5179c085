import { assertEquals } from "@std/assert";
import { LineBuffer } from "../../../lib/log/line_buffer.ts";

function gather() {
  const given: string[] = [];
  const batch = new LineBuffer((lines) => void given.push(new TextDecoder().decode(lines)));
  return { batch, given };
}

Deno.test("Batch hands whole lines on, in order, when they are many or when they are asked for", () => {
  const { batch, given } = gather();
  const lines = Array.from({ length: 5000 }, (_, number) => `${number} größer ${"x".repeat(20)}\n`);
  for (const line of lines) batch.add(line);
  assertEquals(given.length > 1 && given.every((text) => text.endsWith("\n")), true);
  batch.flush();
  assertEquals(given.join(""), lines.join(""));
  batch.flush();
  assertEquals(given.join(""), lines.join(""));
});

Deno.test("Batch hands a line that is longer than all that may gather on alone", () => {
  const { batch, given } = gather();
  const long = `${"é".repeat(100_000)}\n`;
  batch.add("before\n");
  batch.add(long);
  batch.add("after\n");
  batch.flush();
  assertEquals(given, ["before\n", long, "after\n"]);
});

Deno.test("Batch hands on after a while what nobody asks for", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const batch = new LineBuffer((lines) => resolve(new TextDecoder().decode(lines)));
  batch.add("a\n");
  batch.add("b\n");
  assertEquals(await promise, "a\nb\n");
});
