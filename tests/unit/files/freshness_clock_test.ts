import { assert, assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import { createFreshnessClock } from "../../../lib/files/freshness_clock.ts";

Deno.test("createClock() starts a new tick with each millisecond", () => {
  const clock = createFreshnessClock();
  for (let round = 0; round < 200; round++) {
    const first = clock();
    const begin = performance.now();
    while (performance.now() < begin + 1);
    assert(clock() > first);
  }
});

Deno.test("createClock() starts a new tick with each turn of the event loop", async () => {
  const clock = createFreshnessClock();
  for (let round = 0; round < 200; round++) {
    const first = clock();
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert(clock() > first);
  }
});

Deno.test("createClock() returns the same number within a tick", () => {
  const clock = createFreshnessClock();
  let same = 0;
  // A millisecond may end between two calls, but not every time.
  for (let round = 0; round < 100; round++) same += clock() === clock() ? 1 : 0;
  assert(same > 50);
  assertEquals(Number.isInteger(clock()), true);
});

Deno.test("createClock() extends ticks to a millisecond if it is called often", async () => {
  const clock = createFreshnessClock();
  const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
  let lasted = 0;
  for (const end = performance.now() + 300; performance.now() < end;) {
    const first = clock();
    const begun = Date.now();
    for (let look = 0; look < 30; look++) clock();
    await nextTurn();
    const now = Date.now();
    if (clock() !== first) continue;
    lasted++;
    assert(now <= begun);
  }
  assert(lasted > 0);
});

Deno.test("createClock() ends ticks with the turn again if it is called rarely", async () => {
  const clock = createFreshnessClock();
  for (let look = 0; look < 1000; look++) clock();
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (let round = 0; round < 50; round++) {
    const first = clock();
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert(clock() > first);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
});
