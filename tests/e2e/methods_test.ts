// Methods (RFC 9110 §9), and request bodies that the server does not read.

import { assertEquals } from "@std/assert";
import { exchange, RawClient, type RawResponse, requestText } from "../support/raw.ts";
import { shared, Site } from "../support/server.ts";

const ALLOW = "GET, HEAD, OPTIONS";

const site = shared(() =>
  Site.start((folder) => {
    folder.write("a.txt", "content of a");
    folder.write("page.html", "<p>".repeat(2000), new Date("2024-02-03T04:05:06Z"));
    folder.write("page.css", "x", new Date("2024-02-03T04:05:06Z"));
    folder.write("page.css.br", "coded", new Date("2024-02-03T04:05:06Z"));
    folder.writeZeros("large.bin", 3_000_000);
    folder.makeFolder("dir");
  })
);

Deno.test("methods: 405 for all methods but GET, HEAD and OPTIONS, whatever the path", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO", "PROPFIND", "get"]) {
    for (const target of ["/a.txt", "/none", "/dir", "/dir/"]) {
      const response = await site().server.request(target, { "Content-Length": "0" }, method);
      assertEquals([method, target, response.status], [method, target, 405]);
      assertEquals(response.field("allow"), ALLOW);
      assertEquals(response.field("cache-control"), "no-store");
    }
  }
});

Deno.test("methods: OPTIONS lists the allowed methods", async () => {
  for (const target of ["/a.txt", "/none", "/", "*"]) {
    const response = await site().server.request(target, {}, "OPTIONS");
    assertEquals([target, response.status, response.field("allow")], [target, 204, ALLOW]);
    assertEquals(response.field("content-length"), undefined);
  }
});

Deno.test("methods: a large request body does not block the response", async () => {
  const body = "x".repeat(1_000_000);
  for (const method of ["POST", "GET", "OPTIONS"]) {
    const head = requestText(method, "/a.txt", { "Content-Length": `${body.length}` });
    const { status } = await exchange(site().server.port, head + body, method);
    assertEquals([method, status], [method, { POST: 405, GET: 200, OPTIONS: 204 }[method]]);
  }
});

Deno.test("methods: a missing request body does not block the response", async () => {
  const head = requestText("POST", "/a.txt", { "Content-Length": "1000000" });
  assertEquals((await exchange(site().server.port, head)).status, 405);
  const expecting = { "Content-Length": "1000000", Expect: "100-continue" };
  const { status } = await exchange(site().server.port, requestText("POST", "/a.txt", expecting));
  assertEquals(status, 405);
});

Deno.test("methods: a request body is not parsed as a request", async () => {
  const smuggled = requestText("GET", "/none");
  const chunked = `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;
  for (
    const [fields, body] of [
      [{ "Content-Length": `${smuggled.length}` }, smuggled],
      [{ "Transfer-Encoding": "chunked" }, chunked],
    ] as const
  ) {
    using client = await RawClient.open(site().server.port);
    await client.send(requestText("POST", "/a.txt", fields) + body + requestText("GET", "/a.txt"));
    assertEquals((await client.receive()).status, 405);
    // The server replies to the next request or closes the connection. It never replies to the body.
    const next: RawResponse | undefined = await client.receive().catch(() => undefined);
    if (next !== undefined) assertEquals([next.status, next.text], [200, "content of a"]);
  }
});

Deno.test("methods: Content-Length with Transfer-Encoding never becomes two requests", async () => {
  const body = `0\r\n\r\n${requestText("GET", "/a.txt")}`;
  const fields = { "Content-Length": "5", "Transfer-Encoding": "chunked" };
  using client = await RawClient.open(site().server.port);
  await client.send(requestText("POST", "/none", fields) + body);
  const first = await client.receive();
  assertEquals(first.status === 400 || first.status === 405, true);
  if (first.status === 405) return;
  assertEquals(await client.isClosed(), true);
});

Deno.test("methods: HEAD has the fields of GET", async () => {
  const requests: readonly (readonly [string, Record<string, string>])[] = [
    ["/a.txt", {}],
    ["/large.bin", {}],
    ["/page.html", {}],
    ["/page.html", { Range: "bytes=0-1", "Accept-Encoding": "identity" }],
    ["/page.css", { "Accept-Encoding": "br" }],
    ["/page.css", { "If-Modified-Since": "Sat, 03 Feb 2024 04:05:06 GMT" }],
    ["/page.css", { "If-Match": '"other"' }],
    ["/dir", {}],
    ["/none", { Accept: "application/json" }],
    ["/%zz", {}],
  ];
  for (const [target, fields] of requests) {
    const { Range: _range, ...withoutRange } = fields;
    const get = await site().server.request(target, withoutRange);
    const head = await site().server.request(target, fields, "HEAD");
    assertEquals([target, head.status], [target, get.status]);
    assertEquals(comparable(head), comparable(get));
    assertEquals(head.body.byteLength, 0);
  }
});

Deno.test("methods: HEAD of a reply compressed on the fly omits at most Content-Length", async () => {
  const coded = { "Accept-Encoding": "br" };
  const before = await site().server.request("/page.html", coded, "HEAD");
  const get = await site().server.request("/page.html", coded);
  const after = await site().server.request("/page.html", coded, "HEAD");
  for (const head of [before, after]) {
    const known = comparable(get).filter(([name]) =>
      name !== "content-length" && name !== "transfer-encoding"
    );
    const length = head.field("content-length");
    if (length !== undefined) assertEquals(length, get.field("content-length"));
    assertEquals(
      comparable(head).filter(([name]) =>
        name !== "content-length" && name !== "transfer-encoding"
      ),
      known,
    );
  }
});

Deno.test("methods: the connection stays open after HEAD", async () => {
  using client = await RawClient.open(site().server.port);
  for (const method of ["HEAD", "GET", "HEAD", "GET"]) {
    await client.send(requestText(method, "/a.txt"));
    const response = await client.receive(method);
    assertEquals([response.status, response.field("content-length")], [200, "12"]);
  }
});

/** Fields without the date, sorted. */
function comparable({ fields }: RawResponse): (readonly [string, string])[] {
  return fields.map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== "date")
    .sort(([one], [other]) => one < other ? -1 : 1);
}
