import { assert, assertEquals } from "@std/assert";
import { ListingLimits } from "../../../lib/listing/limits.ts";

Deno.test("ListingGate.read() reads a few at a time, in the order of asking, also when one fails", async () => {
  const gate = new ListingLimits();
  let [running, most] = [0, 0];
  const order: number[] = [];
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      gate.read(async () => {
        most = Math.max(most, ++running);
        order.push(index);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running--;
        if (index === 3) throw new Error("disk");
        return index;
      })),
  );
  assertEquals([running, most], [0, 4]);
  assertEquals(order, order.toSorted((one, other) => one - other));
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 19);
});

Deno.test("ListingGate.hold() has room for so many entries, but always for one listing", () => {
  const gate = new ListingLimits();
  const release = gate.reserve(10_000_000);
  assert(release !== undefined);
  assertEquals(gate.reserve(1), undefined);
  release();
  const releases = Array.from({ length: 5 }, () => gate.reserve(100_000));
  assert(releases.every((one) => one !== undefined));
  assertEquals(gate.reserve(1), undefined);
  releases[0]?.();
  assert(gate.reserve(100_000) !== undefined);
});

Deno.test("ListingGate.read() is busy when too many wait", async () => {
  const gate = new ListingLimits();
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Array.from({ length: 50 }, () => gate.read(() => promise));
  resolve();
  const results = await Promise.all(all);
  // Four are read, thirty-two wait.
  assertEquals(results.filter((result) => result === "busy").length, 50 - 4 - 32);
  assertEquals(await gate.read(() => Promise.resolve("free")), "free");
});

Deno.test("ListingGate.read() is busy when no place becomes free in time", async () => {
  const gate = new ListingLimits(10);
  const { promise, resolve } = Promise.withResolvers<string>();
  const reading = Array.from({ length: 4 }, () => gate.read(() => promise));
  assertEquals(await gate.read(() => promise), "busy");
  resolve("read");
  assertEquals(await Promise.all(reading), ["read", "read", "read", "read"]);
  assertEquals(await gate.read(() => promise), "read");
});
