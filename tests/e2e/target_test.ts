// The request target, as exact bytes (HTTP: RFC 9110 §7.1, RFC 9112 §3.2, RFC 3986 §5.2.4).

import { assert, assertEquals } from "@std/assert";
import { exchange } from "../support/raw.ts";
import { shared, Site } from "../support/server.ts";

const site = shared(() =>
  Site.start((folder) => {
    folder.write("a.txt", "top");
    folder.write("dir/b.txt", "below");
    folder.write("dir/index.html", "index");
    folder.write("[x].txt", "brackets");
    folder.write("star*.txt", "star");
    folder.write("sp ace.txt", "space");
    folder.write("100%.txt", "percent");
  })
);

async function statusOf(target: string, method = "GET"): Promise<number> {
  return (await site().server.request(target, {}, method)).status;
}

async function assertServed(expected: string, targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    const { status, text } = await site().server.request(target);
    assertEquals([target, status, text], [target, 200, expected]);
  }
}

async function assertStatus(expected: number, targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    assertEquals([target, await statusOf(target)], [target, expected]);
  }
}

Deno.test("target: repeated slashes and dot segments are removed without a redirect", async () => {
  await assertServed("top", ["/a.txt", "//a.txt", "/./a.txt", "/%2e/a.txt", "/dir/../a.txt"]);
  await assertServed("top", [
    "/dir/%2E%2e/a.txt",
    "/dir//../a.txt",
    "/none/../a.txt",
    "/a.txt?x=%",
  ]);
  await assertServed("below", ["/dir//b.txt", "///dir///b.txt", "/dir/./b.txt", "/d%69r/b%2Etxt"]);
  await assertServed("index", [
    "/dir/",
    "/dir//",
    "/dir/.",
    "/dir/%2e",
    "/dir/none/..",
    "/dir/b.txt/../",
  ]);
});

Deno.test("target: 400 for dot segments that climb above the root", async () => {
  await assertStatus(400, ["/..", "/../", "/../a.txt", "/%2e%2e/a.txt", "/.%2E/a.txt"]);
  await assertStatus(400, [
    "/dir/../../a.txt",
    "/dir/../../dir/b.txt",
    "//../a.txt",
    "/./../a.txt",
  ]);
});

Deno.test("target: 400 for malformed escapes, escaped invalid UTF-8 and escaped control characters", async () => {
  await assertStatus(400, ["/%", "/%4", "/%zz", "/a.txt%", "/%u0041"]);
  await assertStatus(400, [
    "/%ff",
    "/%c0%af",
    "/%c0%ae%c0%ae/",
    "/%ed%a0%80",
    "/%f4%90%80%80",
    "/%e2%82",
  ]);
  await assertStatus(400, [
    "/%00",
    "/a.txt%00",
    "/%0a",
    "/%0D%0a",
    "/%1b",
    "/%7f",
    "/%c2%80",
    "/%C2%9F",
  ]);
});

Deno.test("target: 400 for raw control characters and raw invalid UTF-8", async () => {
  for (const byte of [0x00, 0x01, 0x09, 0x1b, 0x7f, 0xff, 0xc0]) {
    const request = new TextEncoder().encode("GET /a?.txt HTTP/1.1\r\nHost: localhost\r\n\r\n");
    request[6] = byte;
    assertEquals([byte, (await exchange(site().server.port, request)).status], [byte, 400]);
  }
});

Deno.test("target: 404 for an encoded slash and a backslash", async () => {
  await assertStatus(404, [
    "/dir%2fb.txt",
    "/dir%2Fb.txt",
    "/%2fa.txt",
    "/a.txt%2f",
    "/dir%5cb.txt",
  ]);
  await assertStatus(404, [
    "/dir\\b.txt",
    "/..%2fa.txt",
    "/%2e%2e%2fa.txt",
    "/..%5ca.txt",
    "/..\\a.txt",
  ]);
  assertEquals(await statusOf("/dir%2fb.txt", "POST"), 405);
  assertEquals(await statusOf("/dir%2fb.txt", "OPTIONS"), 204);
});

Deno.test("target: an escape is decoded once", async () => {
  await assertServed("percent", ["/100%25.txt"]);
  await assertServed("space", ["/sp%20ace.txt"]);
  await assertStatus(404, ["/%252e%252e/a.txt", "/dir%252fb.txt", "/a%252etxt", "/sp+ace.txt"]);
});

Deno.test("target: 404 for a file with a trailing slash", async () => {
  await assertStatus(404, ["/a.txt/", "/a.txt//", "/a.txt/.", "/a.txt/b", "/dir/b.txt/"]);
});

Deno.test("target: glob and regular expression characters are literal", async () => {
  await assertServed("brackets", ["/[x].txt", "/%5Bx%5D.txt"]);
  await assertServed("star", ["/star*.txt", "/star%2a.txt"]);
  await assertStatus(404, ["/*.txt", "/%3f.txt", "/[ab].txt", "/{a,b}.txt", "/a.t.t"]);
  await assertStatus(404, ["/.*", "/a(.)txt", "/**", "/a.txt|dir", "/^a.txt$", "/~"]);
});

Deno.test("target: the absolute form has a path and an authority", async () => {
  await assertServed("top", [
    "http://localhost/a.txt",
    "HTTP://localhost/a.txt",
    "https://127.0.0.1/a.txt",
  ]);
  await assertServed("top", [
    `HttpS://localhost:${site().server.port}/a.txt?q`,
    "http://LOCALHOST/./a.txt",
  ]);
  await assertStatus(200, ["http://localhost", "http://localhost/", "http://localhost?query"]);
  await assertStatus(400, [
    "ftp://localhost/a.txt",
    "file://localhost/a.txt",
    "ws://localhost/a.txt",
  ]);
  await assertStatus(400, [
    "http://u@localhost/a.txt",
    "http://u:p@localhost/a.txt",
  ]);
  // Empty authority: the runtime passes these on as paths (`/http:///a.txt`), which do not exist.
  await assertStatus(404, ["http:///a.txt", "file:///a.txt"]);
  await assertStatus(421, ["http://example.org/a.txt", "HTTPS://example.org/a.txt"]);
});

Deno.test("target: the authority of the absolute form overrides Host", async () => {
  const { server } = site();
  const accepted = await server.request("http://localhost/a.txt", { Host: "example.org" });
  assertEquals(accepted.status, 200);
  const malformed = await server.request("http://localhost/a.txt", { Host: "exa mple/" });
  assertEquals(malformed.status, 400);
});

Deno.test("target: 400 for a fragment", async () => {
  await assertStatus(400, ["/a.txt#", "/a.txt#top", "/#", "/a.txt?q#f"]);
});

Deno.test("target: a path may be 8 KiB long, a query longer", async () => {
  await assertStatus(404, [`/${"a".repeat(8191)}`, `/${"%41".repeat(2730)}`]);
  await assertStatus(414, [
    `/${"a".repeat(8192)}`,
    `/${"%41".repeat(2731)}`,
    `/${"é".repeat(4096)}`,
  ]);
  await assertStatus(200, [`/a.txt?${"q".repeat(30_000)}`, `/dir/${"./".repeat(2000)}`]);
  assertEquals(await statusOf(`/${"a".repeat(9000)}`, "POST"), 414);
});

Deno.test("target: a request head of more than 64 KiB is rejected", async () => {
  const { status } = await site().server.request(`/a.txt?${"q".repeat(70_000)}`);
  assert(status === 400 || status === 431, `status ${status}`);
});

Deno.test("target: raw UTF-8 equals escaped UTF-8", async () => {
  site().folder.write("grüße ☃.txt", "snow");
  await assertServed("snow", ["/grüße%20☃.txt", "/gr%C3%BC%c3%9fe%20%e2%98%83.txt"]);
});
