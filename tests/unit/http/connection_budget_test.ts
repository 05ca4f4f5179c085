import { assert, assertEquals } from "@std/assert";
import { ConnectionBudget, connectionOf } from "../../../lib/http/connection_budget.ts";
import { WorkerBudget } from "../../../lib/http/worker_budget.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

/** Whether a promise has resolved by now. */
async function isResolved(promise: Promise<void>): Promise<boolean> {
  const pending = Symbol();
  return await Promise.race([promise, Promise.resolve(pending)]) !== pending;
}

/** A connection behind the gate, whose deliveries are counted. */
function gated(worker = new WorkerBudget(), close = () => {}) {
  return new ConnectionBudget(worker, close);
}

Deno.test("ConnectionBudget.room() waits above the limit until bytes are delivered", async () => {
  const connection = gated();
  const stream = connection.openStream(() => {});
  assert(await isResolved(stream.room()));
  for (let count = 0; count < 8; count++) stream.produced(256 * KIB);
  const room = stream.room();
  assertEquals(await isResolved(room), false);
  connection.delivered(100 * KIB);
  assertEquals(await isResolved(room), false);
  connection.delivered(2 * MIB);
  await room;
});

Deno.test("ConnectionBudget.room() does not wait for bytes that other streams may be stuck with", async () => {
  const connection = gated();
  for (let count = 0; count < 50; count++) {
    const stalled = connection.openStream(() => {});
    stalled.produced(stalled.chunkSize);
    stalled.produced(stalled.chunkSize);
  }
  const flowing = connection.openStream(() => {});
  for (let count = 0; count < 1000; count++) {
    await flowing.room();
    const size = flowing.chunkSize;
    flowing.produced(size);
    connection.delivered(size);
  }
});

Deno.test("ConnectionBudget forgets the undelivered bytes of streams that were cancelled", async () => {
  const connection = gated();
  for (let count = 0; count < 100; count++) {
    const stream = connection.openStream(() => {});
    await stream.room();
    stream.produced(256 * KIB);
    stream.close();
  }
  assertEquals([connection.held, connection.streams], [0, 0]);
});

Deno.test("ConnectionBudget.canBuffer() gives a connection a part of the memory that is left", () => {
  const connection = gated(new WorkerBudget(() => {}, { bytes: 8 * MIB, streams: 10 }));
  assert(connection.canBuffer(MIB));
  connection.buffer(MIB);
  assertEquals(connection.canBuffer(1), false);
  connection.delivered(MIB);
  assert(connection.canBuffer(MIB));
  assertEquals(connection.held, 0);
});

Deno.test("ConnectionBudget.canStream limits the streams of a connection to 100", () => {
  const connection = gated();
  const streams = Array.from({ length: 100 }, () => connection.openStream(() => {}));
  assertEquals(connection.canStream, false);
  streams[0]?.close();
  assert(connection.canStream);
});

Deno.test("ConnectionBudget.end() releases waiting streams", async () => {
  const connection = gated();
  const stream = connection.openStream(() => {});
  for (let count = 0; count < 8; count++) stream.produced(MIB);
  const room = stream.room();
  connection.end();
  await room;
});

Deno.test("WorkerBudget evicts the connection that holds most and has been idle longest", () => {
  const evicted: string[] = [];
  const reports: string[] = [];
  const limits = { bytes: 10 * MIB, streams: 1000 };
  const worker = new WorkerBudget((text) => reports.push(text), limits);
  const connections = ["small", "idle", "busy"].map((name, index) => {
    const connection = gated(worker, () => evicted.push(name));
    connection.buffer(name === "small" ? KIB : MIB);
    connection.progressedAt = index;
    return connection;
  });
  const other = gated(worker);
  for (let count = 0; count < 30 && evicted.length === 0; count++) {
    other.openStream(() => {}).produced(MIB);
    other.progressedAt = Infinity;
    for (const [index, connection] of connections.entries()) connection.progressedAt = index;
  }
  assertEquals(reports.length, 1);
  assertEquals(evicted.length <= 1, true);
  assertEquals(evicted.includes("small"), false);
});

Deno.test("WorkerBudget aborts streams of connections that it can't close", () => {
  const worker = new WorkerBudget(() => {}, { bytes: 100 * MIB, streams: 10 });
  const address = { transport: "tcp", hostname: "192.0.2.1", port: 1 } as const;
  const greedy = connectionOf(worker, address);
  assertEquals(connectionOf(worker, address), greedy);
  let aborted = 0;
  for (let count = 0; count < 11; count++) greedy.openStream(() => aborted++).produced(KIB);
  assertEquals([aborted, greedy.streams, worker.bytes], [11, 0, 0]);
  assert(connectionOf(worker, address) !== greedy);
});
