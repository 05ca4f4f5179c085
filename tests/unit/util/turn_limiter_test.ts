import { assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import { TurnLimiter } from "../../../lib/util/turn_limiter.ts";

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

Deno.test("TurnLimiter starts a limited number per turn, the others in order in later turns", async () => {
  const limiter = new TurnLimiter(2);
  const passed: number[] = [];
  const waits = Array.from({ length: 5 }, (_, index) => {
    const wait = limiter.pass();
    if (wait === undefined) passed.push(index);
    return wait?.then(() => passed.push(index));
  });
  assertEquals(passed, [0, 1]);
  // A later caller does not overtake those that wait.
  await nextTurn();
  assertEquals(passed, [0, 1, 2, 3]);
  const last = limiter.pass();
  await Promise.all([...waits, last]);
  assertEquals(passed, [0, 1, 2, 3, 4]);
});

Deno.test("TurnLimiter never waits if the previous turn was idle", async () => {
  const limiter = new TurnLimiter(1);
  for (let count = 0; count < 3; count++) {
    assertEquals(limiter.pass(), undefined);
    await nextTurn();
    await nextTurn();
  }
});
