import { assert, assertEquals } from "@std/assert";
import {
  ConnectionCounts,
  createConnectionCountMemory,
} from "../../../lib/gate/connection_counts.ts";
import { type CloseReason, type Connection, Gate } from "../../../lib/gate/gate.ts";

const CONFIG = {
  maxConnections: 3,
  maxPerAddress: 2,
  headerTimeout: Infinity,
  idleTimeout: Infinity,
  writeTimeout: Infinity,
};

/** A gate, and how its connections ended. */
function open(config: Partial<typeof CONFIG> = {}, exempt: readonly string[] = []) {
  const ended = new Map<string, CloseReason>();
  const full: string[] = [];
  let hasDescriptors = true;
  const connectionCounts = new ConnectionCounts(createConnectionCountMemory(1), 0, 1);
  const gate = new Gate(
    { ...CONFIG, ...config },
    connectionCounts,
    {
      isExempt: (address) => exempt.includes(address),
      hasSpareDescriptors: () => hasDescriptors,
      onFull: (why) => full.push(why),
    },
  );
  function admit(name: string, address: string | undefined, isWriting = false) {
    const transport = { isWriting, end: (reason: CloseReason) => void ended.set(name, reason) };
    return gate.admit({ address, redirectsToHttps: false, transport });
  }
  return {
    gate,
    connectionCounts,
    ended,
    admit,
    full,
    setDescriptors: (has: boolean) => hasDescriptors = has,
  };
}

function answer(connection: Connection | undefined): void {
  connection?.activity.beginRequest(performance.now());
  connection?.activity.endRequest(performance.now());
}

Deno.test("Gate: the one that has waited longest for a head makes room, then an idle one", () => {
  const { gate, connectionCounts, ended, admit, full } = open();
  using _gate = gate;
  // This one is answered, so it owes nothing.
  admit("a", "192.0.2.1")?.activity.beginRequest(0);
  answer(admit("b", "192.0.2.2"));
  admit("c", "192.0.2.3");
  const fourth = admit("d", "192.0.2.4");
  assertEquals([...ended.keys()], ["c"]);
  answer(fourth);
  assert(admit("e", "192.0.2.5") !== undefined);
  assertEquals([...ended], [["c", "evicted"], ["b", "evicted"]]);
  assertEquals(connectionCounts.total(), 3);
  assertEquals(full, ["connections", "connections"]);
});

Deno.test("Gate: where nobody waits a incoming is refused", () => {
  const { gate, ended, admit } = open({ maxConnections: 2 });
  using _gate = gate;
  admit("a", "192.0.2.1")?.activity.beginRequest(0);
  // Its answer has been made, and it has not taken it yet.
  answer(admit("b", "192.0.2.2", true));
  assertEquals(admit("c", "192.0.2.3"), undefined);
  assertEquals(ended.size, 0);
});

Deno.test("Gate: an address has its own limit, and makes room among its own", () => {
  const { gate, ended, admit, full } = open({ maxConnections: 100 });
  using _gate = gate;
  admit("other", "192.0.2.1");
  const first = admit("a", "192.0.2.2");
  admit("b", "192.0.2.2");
  assert(admit("c", "192.0.2.2") !== undefined);
  assertEquals([...ended], [["a", "evicted"]]);
  if (first !== undefined) gate.release(first);
  for (let count = 0; count < 5; count++) {
    assert(admit("unix", undefined) !== undefined);
  }
  assertEquals([ended.size, full.length], [1, 0]);
});

Deno.test("Gate: an exempt address has as many as there may be", () => {
  const { gate, connectionCounts, ended, admit } = open({ maxConnections: 100 }, ["192.0.2.9"]);
  using _gate = gate;
  for (let count = 0; count < 5; count++) assert(admit("proxy", "192.0.2.9") !== undefined);
  assertEquals([ended.size, connectionCounts.total()], [0, 5]);
});

Deno.test("Gate: when descriptors are about to run out, waiting ones make room too", () => {
  const { gate, ended, admit, full, setDescriptors } = open({ maxConnections: 100 });
  using _gate = gate;
  for (let count = 0; count < 8; count++) admit(`${count}`, undefined);
  setDescriptors(false);
  assert(admit("8", undefined) !== undefined);
  assertEquals([...ended], [["0", "evicted"]]);
  // Nor are there any a moment later, without looking.
  setDescriptors(true);
  admit("9", undefined);
  assertEquals([...ended], [["0", "evicted"], ["1", "evicted"]]);
  assertEquals(full, ["descriptors", "descriptors"]);
});

Deno.test("Gate: a connection is counted off once", () => {
  const { gate, connectionCounts, admit } = open();
  using _gate = gate;
  const connection = admit("a", "192.0.2.1");
  assert(connection !== undefined);
  gate.release(connection);
  gate.release(connection);
  assertEquals([connectionCounts.total(), connectionCounts.countOf("192.0.2.1")], [0, 0]);
});

Deno.test("Gate: a body that does not end is cut", () => {
  const { gate, ended, admit } = open();
  using _gate = gate;
  const connection = admit("a", "192.0.2.1");
  assert(connection !== undefined);
  assert(gate.received(connection, 1024 * 1024));
  assert(!gate.received(connection, 1024 * 1024));
  assertEquals([...ended], [["a", "upload"]]);
});

Deno.test("Gate: who is overdue is ended", async () => {
  const { gate, ended, admit } = open({ headerTimeout: 0.05 });
  using _gate = gate;
  admit("a", "192.0.2.1");
  admit("b", "192.0.2.2")?.activity.beginRequest(performance.now());
  await new Promise((resolve) => setTimeout(resolve, 200));
  assertEquals([...ended], [["a", "head"]]);
});

Deno.test("Gate: draining ends those that wait, and waits for the others", async () => {
  const { gate, ended, admit } = open({ maxConnections: 100 });
  using _gate = gate;
  const [idle, busy] = [admit("idle", "192.0.2.1"), admit("busy", "192.0.2.2")];
  answer(idle);
  busy?.activity.beginRequest(0);
  let drained = false;
  const draining = gate.drain().then(() => drained = true);
  assertEquals([...ended], [["idle", "stop"]]);
  assertEquals(admit("late", "192.0.2.3"), undefined);
  if (idle !== undefined) gate.release(idle);
  await Promise.resolve();
  assert(!drained);
  if (busy !== undefined) gate.release(busy);
  await draining;
});
