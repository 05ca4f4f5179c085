// CORS (Fetch standard): the fields of every kind of response, and preflight requests.

import { assertEquals } from "@std/assert";
import { ask, type MemorySite, memorySite } from "../../support/memory_site.ts";
import { ruledSite } from "../../support/rules.ts";

const TREE = { "a.txt": "A", "dir/index.html": "dir" };
const ORIGIN = "https://app.example";
const REDIRECTS = "/old /new";

const RESPONSES: readonly (readonly [string, Record<string, string>, number])[] = [
  ["/a.txt", {}, 200],
  ["/a.txt", { range: "bytes=0-0" }, 206],
  ["/a.txt", { "if-none-match": "*" }, 304],
  ["/a.txt", { "if-match": '"x"' }, 412],
  ["/a.txt", { range: "bytes=9-" }, 416],
  ["/dir", {}, 301],
  ["/old", {}, 301],
  ["/", {}, 200],
  ["/none", {}, 404],
  ["/%zz", {}, 400],
];

async function fieldsOf(
  site: MemorySite,
  target: string,
  fields: Record<string, string>,
  status: number,
): Promise<Record<string, string>> {
  const response = await ask(site, target, fields);
  assertEquals([target, response.status], [target, status]);
  return response.headers;
}

Deno.test("--cors: every response allows every origin", async () => {
  const site = ruledSite({ redirects: REDIRECTS }, TREE, { cors: ["*"] });
  for (const [target, fields, status] of RESPONSES) {
    for (const origin of [{}, { origin: ORIGIN }]) {
      const headers = await fieldsOf(site, target, { ...fields, ...origin }, status);
      assertEquals(headers["access-control-allow-origin"], "*");
      assertEquals(headers["access-control-allow-credentials"], undefined);
      assertEquals(headers["vary"]?.includes("Origin") ?? false, false);
    }
  }
});

Deno.test("--cors=ORIGIN: only exact origins are allowed, and Vary lists Origin", async () => {
  const site = ruledSite({ redirects: REDIRECTS }, TREE, {
    cors: [ORIGIN, "http://localhost:3000"],
  });
  for (const [target, fields, status] of RESPONSES) {
    for (
      const [origin, allowed] of [
        [ORIGIN, ORIGIN],
        ["http://localhost:3000", "http://localhost:3000"],
        ["https://app.example.evil.test", undefined],
        ["http://app.example", undefined],
        ["null", undefined],
      ] as const
    ) {
      const headers = await fieldsOf(site, target, { ...fields, origin }, status);
      assertEquals([origin, headers["access-control-allow-origin"]], [origin, allowed]);
      assertEquals(headers["vary"]?.includes("Origin"), true);
      assertEquals(headers["access-control-allow-credentials"], undefined);
    }
    assertEquals((await fieldsOf(site, target, fields, status))["vary"]?.includes("Origin"), true);
  }
});

Deno.test("--cors: a preflight response has the methods, headers and maximum age", async () => {
  const site = memorySite(TREE, { cors: [ORIGIN] });
  const preflight = { "access-control-request-method": "GET" };
  const { status, headers } = await ask(site, "/a.txt", {
    ...{ ...preflight, origin: ORIGIN, "access-control-request-headers": "range,x-thing" },
  }, "OPTIONS");
  assertEquals([
    status,
    headers["access-control-allow-origin"],
    headers["access-control-allow-methods"],
    headers["access-control-allow-headers"],
    headers["access-control-max-age"],
    headers["access-control-allow-private-network"],
  ], [204, ORIGIN, "GET, HEAD, OPTIONS", "range,x-thing", "7200", undefined]);
  const other = await ask(site, "/a.txt", { ...preflight, origin: "https://evil.test" }, "OPTIONS");
  assertEquals(other.headers["access-control-allow-origin"], undefined);
  const network = await ask(site, "/", {
    ...{ ...preflight, origin: ORIGIN, "access-control-request-private-network": "true" },
  }, "OPTIONS");
  assertEquals(network.headers["access-control-allow-private-network"], "true");
  // Without CORS, or without the fields of a preflight, it is an ordinary OPTIONS request.
  for (
    const [one, fields] of [[site, {}], [memorySite(TREE), {
      ...preflight,
      origin: ORIGIN,
    }]] as const
  ) {
    const plain = await ask(one, "/a.txt", fields, "OPTIONS");
    assertEquals([plain.status, plain.headers["allow"]], [204, "GET, HEAD, OPTIONS"]);
  }
});

Deno.test("--cors with _headers and -H: Vary is combined, and the fields of both are sent", async () => {
  const site = ruledSite({ headers: "/*\n  X-A: 1\n  Vary: X-B\n" }, TREE, {
    cors: [ORIGIN],
    headers: [["vary", "X-C"]],
  });
  const { headers } = await ask(site, "/a.txt", { origin: ORIGIN });
  assertEquals([headers["x-a"], headers["access-control-allow-origin"]], ["1", ORIGIN]);
  assertEquals(headers["vary"]?.split(", ").sort(), ["Accept-Encoding", "Origin", "X-B", "X-C"]);
});
