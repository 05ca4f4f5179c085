import { assertEquals } from "@std/assert";
import {
  ConnectionCounts,
  createConnectionCountMemory,
} from "../../../lib/gate/connection_counts.ts";
import { Gate } from "../../../lib/gate/gate.ts";
import { createUpstreamHandler } from "../../../lib/gate/upstream_handler.ts";
import { WorkerBudget } from "../../../lib/http/worker_budget.ts";

Deno.test("createUpstreamHandler() rejects other programs, also on another loopback address", async () => {
  using gate = new Gate({
    config: {
      maxConnections: 3,
      maxPerAddress: 3,
      headerTimeout: Infinity,
      idleTimeout: Infinity,
      writeTimeout: Infinity,
    },
    connectionCounts: new ConnectionCounts(createConnectionCountMemory(1), 0, 1),
    budget: new WorkerBudget(),
    isExempt: () => false,
    hasSpareDescriptors: () => true,
    onFull: () => {},
  });
  const transport = { isWriting: false, sendLast: () => Promise.resolve(), close: () => {} };
  const incoming = { address: "192.0.2.1", redirectsToHttps: false, transport };
  const connection = gate.admit(incoming);
  if (connection === undefined) throw new Error("not admitted");
  gate.registerPort(5000, connection);
  const handler = createUpstreamHandler(
    gate,
    (_request, { remoteAddr }) => new Response("hostname" in remoteAddr ? remoteAddr.hostname : ""),
    () => new Response("redirect"),
  );
  const send = async (hostname: string, port: number) => {
    const response = await handler(new Request("http://localhost/"), {
      remoteAddr: { transport: "tcp", hostname, port },
      completed: Promise.resolve(),
    });
    return [response.status, await response.text()];
  };
  assertEquals(await send("127.0.0.1", 5000), [200, "192.0.2.1"]);
  assertEquals(await send("127.0.0.2", 5000), [403, ""]);
  assertEquals(await send("127.0.0.1", 5001), [403, ""]);
});
