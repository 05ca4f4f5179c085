import { assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import { TurnLimiter } from "../../../lib/util/turn_limiter.ts";

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

Deno.test("TurnLimiter lets so many through in a turn, and the others in order later", async () => {
  const turnstile = new TurnLimiter(2);
  const passed: number[] = [];
  const waits = Array.from({ length: 5 }, (_, index) => {
    const wait = turnstile.pass();
    if (wait === undefined) passed.push(index);
    return wait?.then(() => passed.push(index));
  });
  assertEquals(passed, [0, 1]);
  // Who comes later does not come before those who wait.
  await nextTurn();
  assertEquals(passed, [0, 1, 2, 3]);
  const last = turnstile.pass();
  await Promise.all([...waits, last]);
  assertEquals(passed, [0, 1, 2, 3, 4]);
});

Deno.test("TurnLimiter lets everybody through at once when nobody came a turn ago", async () => {
  const turnstile = new TurnLimiter(1);
  for (let count = 0; count < 3; count++) {
    assertEquals(turnstile.pass(), undefined);
    await nextTurn();
    await nextTurn();
  }
});
