import { assert, assertEquals } from "@std/assert";
import type { CloseReason } from "../../../lib/gate/close_message.ts";
import type { Connection } from "../../../lib/gate/connection.ts";
import {
  ConnectionCounts,
  createConnectionCountMemory,
} from "../../../lib/gate/connection_counts.ts";
import { Gate } from "../../../lib/gate/gate.ts";
import { WorkerBudget } from "../../../lib/http/worker_budget.ts";

const CONFIG = {
  maxConnections: 3,
  maxPerAddress: 2,
  headerTimeout: Infinity,
  idleTimeout: Infinity,
  writeTimeout: Infinity,
};

/** A gate that records why it ended connections. */
function openGate(config: Partial<typeof CONFIG> = {}, exempt: readonly string[] = []) {
  const ended = new Map<string, CloseReason>();
  const full: string[] = [];
  let hasSpareDescriptors = true;
  const connectionCounts = new ConnectionCounts(createConnectionCountMemory(1), 0, 1);
  const gate = new Gate({
    config: { ...CONFIG, ...config },
    connectionCounts,
    budget: new WorkerBudget(),
    isExempt: (address) => exempt.includes(address),
    hasSpareDescriptors: () => hasSpareDescriptors,
    onFull: (resource) => full.push(resource),
  });
  function admit(name: string, address: string | undefined, isWriting = false) {
    const transport = { isWriting, sendLast: () => Promise.resolve(), close: () => {} };
    const connection = gate.admit({ address, redirectsToHttps: false, transport });
    if (connection !== undefined) connection.end = (reason) => void ended.set(name, reason);
    return connection;
  }
  const setDescriptors = (has: boolean) => hasSpareDescriptors = has;
  return { gate, connectionCounts, ended, admit, full, setDescriptors };
}

/** Completes a request, which leaves the connection idle. */
function answerRequest(connection: Connection | undefined): void {
  connection?.activity.beginRequest(performance.now());
  connection?.activity.endRequest(performance.now());
}

Deno.test("Gate evicts the connection that awaits a head longest, then an idle one", () => {
  const { gate, connectionCounts, ended, admit, full } = openGate();
  using _gate = gate;
  // Its response is in progress, so it is not waiting.
  admit("a", "192.0.2.1")?.activity.beginRequest(0);
  answerRequest(admit("b", "192.0.2.2"));
  admit("c", "192.0.2.3");
  const fourth = admit("d", "192.0.2.4");
  assertEquals([...ended.keys()], ["c"]);
  answerRequest(fourth);
  assert(admit("e", "192.0.2.5") !== undefined);
  assertEquals([...ended], [["c", "evicted"], ["b", "evicted"]]);
  assertEquals(connectionCounts.total(), 3);
  assertEquals(full, ["connections", "connections"]);
});

Deno.test("Gate refuses a connection if no other one is waiting", () => {
  const { gate, ended, admit } = openGate({ maxConnections: 2 });
  using _gate = gate;
  admit("a", "192.0.2.1")?.activity.beginRequest(0);
  // Its response is complete, but the client has not read all of it.
  answerRequest(admit("b", "192.0.2.2", true));
  assertEquals(admit("c", "192.0.2.3"), undefined);
  assertEquals(ended.size, 0);
});

Deno.test("Gate limits an address and evicts among its connections", () => {
  const { gate, ended, admit, full } = openGate({ maxConnections: 100 });
  using _gate = gate;
  admit("other", "192.0.2.1");
  const first = admit("a", "192.0.2.2");
  admit("b", "192.0.2.2");
  assert(admit("c", "192.0.2.2") !== undefined);
  assertEquals([...ended], [["a", "evicted"]]);
  first?.close();
  for (let count = 0; count < 5; count++) {
    assert(admit("unix", undefined) !== undefined);
  }
  assertEquals([ended.size, full.length], [1, 0]);
});

Deno.test("Gate does not limit an exempt address", () => {
  const { gate, connectionCounts, ended, admit } = openGate({ maxConnections: 100 }, ["192.0.2.9"]);
  using _gate = gate;
  for (let count = 0; count < 5; count++) assert(admit("proxy", "192.0.2.9") !== undefined);
  assertEquals([ended.size, connectionCounts.total()], [0, 5]);
});

Deno.test("Gate evicts waiting connections before descriptors run out", () => {
  const { gate, ended, admit, full, setDescriptors } = openGate({ maxConnections: 100 });
  using _gate = gate;
  for (let count = 0; count < 8; count++) admit(`${count}`, undefined);
  setDescriptors(false);
  assert(admit("8", undefined) !== undefined);
  assertEquals([...ended], [["0", "evicted"]]);
  // Until the next sweep the gate assumes that they are still exhausted.
  setDescriptors(true);
  admit("9", undefined);
  assertEquals([...ended], [["0", "evicted"], ["1", "evicted"]]);
  assertEquals(full, ["descriptors", "descriptors"]);
});

Deno.test("Gate counts a closed connection off once", () => {
  const { gate, connectionCounts, admit } = openGate();
  using _gate = gate;
  const connection = admit("a", "192.0.2.1");
  assert(connection !== undefined);
  connection.close();
  connection.close();
  assertEquals([connectionCounts.total(), connectionCounts.countOf("192.0.2.1")], [0, 0]);
});

Deno.test("Gate counts an evicted connection off once, though it closes later", () => {
  const { gate, connectionCounts, admit } = openGate({ maxConnections: 1 });
  using _gate = gate;
  const evicted = admit("a", "192.0.2.1");
  admit("b", "192.0.2.2");
  evicted?.close();
  assertEquals([connectionCounts.total(), connectionCounts.countOf("192.0.2.2")], [1, 1]);
});

Deno.test("Gate ends a connection whose timeout has expired", async () => {
  const { gate, ended, admit } = openGate({ headerTimeout: 0.05 });
  using _gate = gate;
  admit("a", "192.0.2.1");
  admit("b", "192.0.2.2")?.activity.beginRequest(performance.now());
  await new Promise((resolve) => setTimeout(resolve, 200));
  assertEquals([...ended], [["a", "headerTimeout"]]);
});

Deno.test("drain() ends waiting connections and waits for the others", async () => {
  const { gate, ended, admit } = openGate({ maxConnections: 100 });
  using _gate = gate;
  const [idle, busy] = [admit("idle", "192.0.2.1"), admit("busy", "192.0.2.2")];
  answerRequest(idle);
  busy?.activity.beginRequest(0);
  let drained = false;
  const draining = gate.drain().then(() => drained = true);
  assertEquals([...ended], [["idle", "shutdown"]]);
  assertEquals(admit("late", "192.0.2.3"), undefined);
  idle?.close();
  await Promise.resolve();
  assert(!drained);
  busy?.close();
  await draining;
});
