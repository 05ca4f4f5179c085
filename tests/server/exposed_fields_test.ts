import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { EXPOSED, withdrawFields } from "../../lib/server/exposed_fields.ts";

Deno.test("withdrawFields() has the runtime forget that fields were asked for", () => {
  assert(
    EXPOSED !== undefined,
    "this runtime copies the fields of each request: answers cost more",
  );
  const request = new Request("http://localhost/", { headers: { "a-field": "value" } });
  const { headers } = request;
  assertStrictEquals(request.headers, headers);
  withdrawFields(request);
  assertNotStrictEquals(request.headers, headers);
  // Whoever asks again all the same gets what was sent.
  assertEquals(request.headers.get("a-field"), "value");
});
