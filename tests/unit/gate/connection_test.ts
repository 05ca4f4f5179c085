import { assertEquals, assertMatch } from "@std/assert";
import type { CloseReason } from "../../../lib/gate/close_message.ts";
import { Connection } from "../../../lib/gate/connection.ts";
import { WorkerBudget } from "../../../lib/http/worker_budget.ts";

/** A connection over a transport that records calls. */
function openConnection(sendLast: () => Promise<void> = () => Promise.resolve()) {
  const calls: string[] = [];
  const transport = {
    isWriting: false,
    sendLast: (bytes: Uint8Array) => {
      calls.push(new TextDecoder("latin1").decode(bytes));
      return sendLast();
    },
    close: () => void calls.push("close"),
  };
  const connection = new Connection(
    { address: "192.0.2.1", redirectsToHttps: false, transport },
    new WorkerBudget(),
    () => calls.push("onClosed"),
  );
  return { connection, calls };
}

Deno.test("end() closes at once if no message may be sent", () => {
  const reasons: CloseReason[] = ["headerTimeout", "idleTimeout", "writeTimeout", "evicted"];
  for (const reason of reasons) {
    const { connection, calls } = openConnection();
    connection.end(reason);
    assertEquals([connection.state, ...calls], ["closed", "close", "onClosed"], reason);
  }
});

Deno.test("end() sends 408 after a partial head, GOAWAY on idle HTTP/2, and lingers", () => {
  const http1 = openConnection();
  http1.connection.receive(new Uint8Array(3));
  http1.connection.end("headerTimeout");
  assertEquals(http1.connection.state, "lingering");
  assertMatch(http1.calls.join(), /^HTTP\/1\.1 408 /);
  http1.connection.close();
  const http2 = openConnection();
  http2.connection.activity.isHttp2 = true;
  http2.connection.end("idleTimeout");
  assertEquals(http2.connection.state, "lingering");
  assertEquals(http2.calls[0]?.charCodeAt(3), 7);
  http2.connection.close();
});

Deno.test("end() closes if the message can't be sent", async () => {
  const { connection } = openConnection(() => Promise.reject(new Error("reset")));
  connection.receive(new Uint8Array(3));
  connection.end("headerTimeout");
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(connection.state, "closed");
});

Deno.test("receive() ends a body that is too large, discards 1 MiB, then stops reading", () => {
  const { connection, calls } = openConnection();
  const MIB = 1024 * 1024;
  assertEquals(connection.receive(new Uint8Array(MIB)), "forward");
  assertEquals(connection.receive(new Uint8Array(MIB)), "discard");
  assertEquals([connection.state, calls.length], ["lingering", 0]);
  assertEquals(connection.receive(new Uint8Array(1)), "stopReading");
  connection.close();
});

Deno.test("stopForwarding() discards input until the last response has been sent", () => {
  const { connection } = openConnection();
  assertEquals(connection.receive(new Uint8Array(1)), "forward");
  connection.stopForwarding();
  assertEquals([connection.receive(new Uint8Array(1)), connection.state], [
    "discard",
    "lastResponse",
  ]);
  connection.linger();
  connection.stopForwarding();
  assertEquals([connection.receive(new Uint8Array(1)), connection.state], ["discard", "lingering"]);
  connection.close();
  connection.linger();
  assertEquals(connection.state, "closed");
});

Deno.test("halfClose() resolves once every request is answered, or the connection is closed", async () => {
  for (const isAnswered of [true, false]) {
    const { connection } = openConnection();
    connection.receive(new Uint8Array(1));
    let result: boolean | undefined;
    const closing = connection.halfClose().then((value) => result = value);
    await Promise.resolve();
    assertEquals([result, connection.state], [undefined, "halfClosed"]);
    connection.activity.beginRequest(0);
    if (isAnswered) connection.activity.endRequest(0);
    else connection.close();
    await closing;
    assertEquals(result, isAnswered);
    connection.close();
  }
});

Deno.test("receive() detects HTTP/2 from the whole preface, however it is cut", () => {
  const preface = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  for (let cut = 0; cut < preface.byteLength; cut++) {
    const { connection } = openConnection();
    connection.receive(preface.subarray(0, cut));
    assertEquals(connection.activity.isHttp2, false);
    connection.receive(preface.subarray(cut));
    assertEquals(connection.activity.isHttp2, true);
  }
  for (const text of ["PRI /x HTTP/1.1\r\n", "POST / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\nHost"]) {
    const { connection } = openConnection();
    connection.activity.isHttp2 = true;
    connection.receive(new TextEncoder().encode(text));
    assertEquals(connection.activity.isHttp2, false, text);
  }
});

Deno.test("halfClose() closes an HTTP/2 connection at once", async () => {
  const { connection } = openConnection();
  connection.activity.isHttp2 = true;
  connection.activity.recordReceived(0, 100);
  assertEquals(await connection.halfClose(), false);
  assertEquals(connection.state, "closed");
});

Deno.test("end() closes a connection that sends its last response", () => {
  const reasons: CloseReason[] = ["writeTimeout", "evicted"];
  for (const reason of reasons) {
    const { connection } = openConnection();
    connection.receive(new Uint8Array(1));
    connection.stopForwarding();
    connection.end(reason);
    assertEquals(connection.state, "closed", reason);
  }
});
