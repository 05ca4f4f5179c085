import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { BufferPool } from "../../../lib/content/buffer_pool.ts";

Deno.test("Scratch gives memory again that was given back, and never what is taken", () => {
  const scratch = new BufferPool();
  const [one, other] = [scratch.take(10), scratch.take(100_000)];
  assertEquals([one.byteLength, other.byteLength], [10, 100_000]);
  assertNotStrictEquals(one.buffer, other.buffer);
  scratch.give(one);
  scratch.give(other);
  const again = scratch.take(50_000);
  assertStrictEquals(again.buffer, other.buffer);
  assertEquals(again.byteLength, 50_000);
  assertNotStrictEquals(scratch.take(1).buffer, other.buffer);
});

Deno.test("Scratch makes more when what it has is too small", () => {
  const scratch = new BufferPool();
  scratch.give(scratch.take(1));
  assertEquals(scratch.take(1_000_000).byteLength, 1_000_000);
});
