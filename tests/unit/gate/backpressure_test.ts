import { assert, assertEquals } from "@std/assert";
import { Flow } from "../../../lib/gate/backpressure.ts";

const MIB = 1024 * 1024;

Deno.test("Flow: there is room until much is on its way, and again when it is taken", async () => {
  const flow = new Flow();
  assertEquals(flow.room(), undefined);
  flow.produced(MIB);
  let hasRoom = false;
  const room = flow.room()?.then(() => hasRoom = true);
  assert(room !== undefined);
  flow.delivered(100 * 1024);
  await Promise.resolve();
  assert(!hasRoom);
  flow.delivered(MIB);
  await room;
  assertEquals(flow.room(), undefined);
});

Deno.test("Flow: what is delivered beside bodies does not count for later", () => {
  const flow = new Flow();
  flow.delivered(10 * MIB);
  flow.produced(MIB);
  assert(flow.room() !== undefined);
});

Deno.test("Flow: nobody waits for a connection that has ended", async () => {
  const flow = new Flow();
  flow.produced(MIB);
  const room = flow.room();
  flow.end();
  await room;
  flow.produced(MIB);
  assertEquals(flow.room(), undefined);
});
