import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { createRequestUriReader } from "../../../lib/http/request_uri.ts";
import { memoize } from "../../../lib/util/memoize.ts";

const POLICY = { port: 8000, loopbackOnly: true, allowed: [] };

Deno.test("createAddressReader() tells the same the second time, from the same field alone", () => {
  const read = createRequestUriReader(POLICY);
  const url = "http://localhost:8000/a?b";
  const first = read("localhost:8000", url);
  assertEquals(first.kind === "accepted" && first.target.kind, "path");
  assertStrictEquals(read("localhost:8000", url), first);
  assertEquals(read("local host", url).kind, "invalid");
  assertEquals(read(null, url).kind, "invalid");
  assertNotStrictEquals(read("localhost:8000", url), undefined);
});

Deno.test("createAddressReader() refuses as often as it is asked", () => {
  const read = createRequestUriReader(POLICY);
  for (let time = 0; time < 2; time++) {
    assertEquals(read("other:8000", "http://other:8000/").kind, "misdirected");
    assertEquals(read("a b", "http://localhost:8000/").kind, "invalid");
  }
});

Deno.test("createAddressReader() reads what is too long to be remembered", () => {
  const read = createRequestUriReader(POLICY);
  const url = `http://localhost:8000/${"a".repeat(300)}`;
  assertEquals(read("localhost:8000", url), read("localhost:8000", url));
});

Deno.test("remembering() computes once for each text, unless it is long", () => {
  let computed = 0;
  const upper = memoize((text) => {
    computed++;
    return text.toUpperCase();
  });
  assertEquals([upper("a"), upper("a"), upper("b"), upper("")], ["A", "A", "B", ""]);
  assertEquals(computed, 3);
  const long = "x".repeat(1000);
  assertEquals(upper(long), upper(long));
  assertEquals(computed, 5);
});
