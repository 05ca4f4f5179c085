import { assertEquals } from "@std/assert";
import { limitBody } from "../../../lib/handler/limit_body.ts";
import { RuntimeRequestHead } from "../../../lib/handler/request.ts";
import type { ReplyBody } from "../../../lib/http/reply.ts";
import { WorkerBudget } from "../../../lib/http/worker_budget.ts";

/** Limits a body for a client without the gate. */
function limit(body: ReplyBody, http2: boolean, method = "GET") {
  const remoteAddr: Deno.NetAddr = { transport: "tcp", hostname: "192.0.2.1", port: 1 };
  const request = new Request("http://localhost/", { method });
  const head = new RuntimeRequestHead(
    request,
    { remoteAddr, http2 },
    undefined,
    new WorkerBudget(),
  );
  return limitBody({ status: 200, fields: {}, body }, head).body;
}

Deno.test("limitBody() streams larger bodies over HTTP/2 without the gate, and nothing else", async () => {
  const bytes = new Uint8Array(10_000).fill(7);
  const body = { kind: "bytes", bytes, fromMemory: true } as const;
  assertEquals(limit(body, false), body);
  assertEquals(limit(body, true, "HEAD"), body);
  const small = { kind: "text", text: "x".repeat(4096) } as const;
  assertEquals(limit(small, true), small);
  const streamed = limit(body, true);
  if (streamed.kind !== "stream") throw new Error(streamed.kind);
  assertEquals([streamed.length, streamed.fromMemory], [10_000, true]);
  assertEquals(await streamed.source.read(), bytes);
  assertEquals(await streamed.source.read(), undefined);
});
