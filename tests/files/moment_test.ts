import { assert, assertEquals } from "@std/assert";
import { createClock } from "../../lib/files/moment.ts";

Deno.test("createClock() makes moments that end with the millisecond", () => {
  const clock = createClock();
  for (let round = 0; round < 200; round++) {
    const [begin, first] = [performance.now(), clock()];
    while (performance.now() < begin + 1);
    assert(clock() > first);
  }
});

Deno.test("createClock() makes moments that end with the turn of the event loop", async () => {
  const clock = createClock();
  for (let round = 0; round < 200; round++) {
    const first = clock();
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert(clock() > first);
  }
});

Deno.test("createClock() gives one number for one moment", () => {
  const clock = createClock();
  let same = 0;
  // A millisecond may end in between, but not each time.
  for (let round = 0; round < 100; round++) same += clock() === clock() ? 1 : 0;
  assert(same > 50);
  assertEquals(Number.isInteger(clock()), true);
});
