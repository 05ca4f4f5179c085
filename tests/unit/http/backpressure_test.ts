import { assert, assertEquals } from "@std/assert";
import { Backpressure } from "../../../lib/http/backpressure.ts";

const MIB = 1024 * 1024;

Deno.test("Backpressure.room() waits above the limit, and until bytes are delivered", async () => {
  const backpressure = new Backpressure();
  assertEquals(backpressure.room(), undefined);
  backpressure.produced(MIB);
  let hasRoom = false;
  const room = backpressure.room()?.then(() => hasRoom = true);
  assert(room !== undefined);
  backpressure.delivered(100 * 1024);
  await Promise.resolve();
  assert(!hasRoom);
  backpressure.delivered(MIB);
  await room;
  assertEquals(backpressure.room(), undefined);
});

Deno.test("Backpressure does not credit bytes that are not part of a body", () => {
  const backpressure = new Backpressure();
  backpressure.delivered(10 * MIB);
  backpressure.produced(MIB);
  assert(backpressure.room() !== undefined);
});

Deno.test("Backpressure.end() releases waiting readers", async () => {
  const backpressure = new Backpressure();
  backpressure.produced(MIB);
  const room = backpressure.room();
  backpressure.end();
  await room;
  backpressure.produced(MIB);
  assertEquals(backpressure.room(), undefined);
});
