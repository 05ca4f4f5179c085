import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { createHandler } from "../../../lib/handler/serve_requests.ts";
import { dropRequestHeaders, HEADERS_CACHE } from "../../../lib/runtime/request_headers.ts";

Deno.test("dropRequestHeaders() drops the cached Headers object", () => {
  assert(
    HEADERS_CACHE !== undefined,
    "the runtime has no headers cache symbol: it copies the fields of each request",
  );
  const request = new Request("http://localhost/", { headers: { "a-field": "value" } });
  const { headers } = request;
  assertStrictEquals(request.headers, headers);
  dropRequestHeaders(request);
  assertNotStrictEquals(request.headers, headers);
  // Reading the fields again still works.
  assertEquals(request.headers.get("a-field"), "value");
});

Deno.test("createHandler() drops the Headers object of each request, for immediate and asynchronous replies", async () => {
  const remoteAddr: Deno.NetAddr = { transport: "tcp", hostname: "192.0.2.1", port: 1 };
  const answer = { status: 204, fields: {}, body: { kind: "none" } } as const;
  const observer = { log: undefined, logsDurations: false, counters: undefined };
  for (const hotReply of [() => answer, () => undefined]) {
    const handle = createHandler({
      hotReply,
      reply: () => Promise.resolve(answer),
      fields: { single: {}, cookies: [] },
    }, { ...observer, report: () => {}, debug: false });
    const request = new Request("http://localhost/");
    const { headers } = request;
    assertEquals((await handle(request, { remoteAddr })).status, 204);
    assertNotStrictEquals(request.headers, headers);
  }
});
