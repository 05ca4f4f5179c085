import { assert, assertEquals } from "@std/assert";
import { ListingLimits } from "../../../lib/listing/limits.ts";

Deno.test("ListingLimits.read() runs four at a time, in order, also when one fails", async () => {
  const limits = new ListingLimits();
  let [running, most] = [0, 0];
  const order: number[] = [];
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      limits.read(async () => {
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

Deno.test("ListingLimits.reserve() limits the entries, but always allows one listing", () => {
  const limits = new ListingLimits();
  const release = limits.reserve(10_000_000);
  assert(release !== undefined);
  assertEquals(limits.reserve(1), undefined);
  release();
  const releases = Array.from({ length: 5 }, () => limits.reserve(100_000));
  assert(releases.every((one) => one !== undefined));
  assertEquals(limits.reserve(1), undefined);
  releases[0]?.();
  assert(limits.reserve(100_000) !== undefined);
});

Deno.test('ListingLimits.read() returns "busy" if too many wait', async () => {
  const limits = new ListingLimits();
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Array.from({ length: 50 }, () => limits.read(() => promise));
  resolve();
  const results = await Promise.all(all);
  // Four run, thirty-two wait.
  assertEquals(results.filter((result) => result === "busy").length, 50 - 4 - 32);
  assertEquals(await limits.read(() => Promise.resolve("free")), "free");
});

Deno.test('ListingLimits.read() returns "busy" if no slot becomes free in time', async () => {
  const limits = new ListingLimits(10);
  const { promise, resolve } = Promise.withResolvers<string>();
  const reading = Array.from({ length: 4 }, () => limits.read(() => promise));
  assertEquals(await limits.read(() => promise), "busy");
  resolve("read");
  assertEquals(await Promise.all(reading), ["read", "read", "read", "read"]);
  assertEquals(await limits.read(() => promise), "read");
});
