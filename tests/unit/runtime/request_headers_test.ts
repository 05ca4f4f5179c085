import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { createHandler } from "../../../lib/handler/serve_requests.ts";
import { dropRequestHeaders, HEADERS_CACHE } from "../../../lib/runtime/request_headers.ts";

Deno.test("dropRequestHeaders() has the runtime forget that fields were asked for", () => {
  assert(
    HEADERS_CACHE !== undefined,
    "this runtime copies the fields of each request: answers cost more",
  );
  const request = new Request("http://localhost/", { headers: { "a-field": "value" } });
  const { headers } = request;
  assertStrictEquals(request.headers, headers);
  dropRequestHeaders(request);
  assertNotStrictEquals(request.headers, headers);
  // Whoever asks again all the same gets what was sent.
  assertEquals(request.headers.get("a-field"), "value");
});

Deno.test("createHandler() withdraws the fields of each request, answered at once or later", async () => {
  const remoteAddr: Deno.NetAddr = { transport: "tcp", hostname: "192.0.2.1", port: 1 };
  const answer = { status: 204, fields: {}, body: { kind: "none" } } as const;
  const observer = { log: undefined, logsDurations: false, counters: undefined };
  for (const decide of [() => answer, () => Promise.resolve(answer)]) {
    const handle = createHandler(decide, { single: {}, cookies: [] }, {
      ...observer,
      report: () => {},
      debug: false,
    });
    const request = new Request("http://localhost/");
    const { headers } = request;
    assertEquals((await handle(request, { remoteAddr })).status, 204);
    assertNotStrictEquals(request.headers, headers);
  }
});
