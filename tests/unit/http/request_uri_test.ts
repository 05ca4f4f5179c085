import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { createRequestUriReader } from "../../../lib/http/request_uri.ts";

const POLICY = { port: 8000, loopbackOnly: true, allowed: [] };

Deno.test("createRequestUriReader() returns the cached result for the same Host field only", () => {
  const read = createRequestUriReader(POLICY);
  const url = "http://localhost:8000/a?b";
  const first = read("localhost:8000", url);
  assertEquals(first.kind === "accepted" && first.target.kind, "path");
  assertStrictEquals(read("localhost:8000", url), first);
  assertEquals(read("local host", url).kind, "invalid");
  assertEquals(read(null, url).kind, "invalid");
  assertNotStrictEquals(read("localhost:8000", url), undefined);
});

Deno.test("createRequestUriReader() rejects repeated invalid requests", () => {
  const read = createRequestUriReader(POLICY);
  for (let time = 0; time < 2; time++) {
    assertEquals(read("other:8000", "http://other:8000/").kind, "misdirected");
    assertEquals(read("a b", "http://localhost:8000/").kind, "invalid");
  }
});

Deno.test("createRequestUriReader() reads URLs that are too long to cache", () => {
  const read = createRequestUriReader(POLICY);
  const url = `http://localhost:8000/${"a".repeat(300)}`;
  assertEquals(read("localhost:8000", url), read("localhost:8000", url));
});
