import { assertEquals } from "@std/assert";
import { memoize } from "../../../lib/util/memoize.ts";

Deno.test("memoize() computes once per text, except for long texts", () => {
  let computed = 0;
  const upper = memoize((text) => {
    computed++;
    return text.toUpperCase();
  });
  assertEquals([upper("a"), upper("a"), upper("b"), upper("")], ["A", "A", "B", ""]);
  assertEquals(computed, 3);
  const long = "x".repeat(1000);
  assertEquals(upper(long), upper(long));
  assertEquals(computed, 5);
});
