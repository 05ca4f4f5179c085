// The decisions about a request, on files in memory: host, target, method, base path, redirects, errors.

import { assertEquals, assertMatch } from "@std/assert";
import { ask, memorySite, type RequestFields, type Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "a.txt": "a".repeat(2000),
  "small.txt": "0123456789",
  "dir/index.html": "index",
  "a b/x": "",
};

const REDIRECTS: readonly (readonly [target: string, base: readonly string[], location: string])[] =
  [
    ["/dir", [], "/dir/"],
    ["/dir?a=1&b", [], "/dir/?a=1&b"],
    ["//dir", [], "/dir/"],
    ["/x/../dir", [], "/dir/"],
    ["/a%20b", [], "/a%20b/"],
    ["/base", ["base"], "/base/"],
    ["/base/dir?q", ["base"], "/base/dir/?q"],
  ];

Deno.test("handler: a folder without a trailing slash redirects with 301 and keeps the query", async () => {
  for (const [target, basePath, location] of REDIRECTS) {
    const { status, headers } = await ask(memorySite(TREE, { basePath }), target);
    assertEquals([status, headers["location"]], [301, location], target);
    assertEquals(headers["cache-control"], "no-cache");
  }
});

Deno.test("handler: only paths below the base path are served", async () => {
  const site = memorySite(TREE, { basePath: ["base", "v1"] });
  const table: readonly (readonly [string, number])[] = [
    ["/base/v1/small.txt", 200],
    ["/base/v1/", 200],
    ["/base/v1/dir/", 200],
    ["/base/v1", 301],
    ["/base/v1/base/v1/small.txt", 404],
    ["/small.txt", 404],
    ["/", 404],
    ["/base/", 404],
    ["/base/v12/small.txt", 404],
    ["/base/v1/../../small.txt", 404],
  ];
  for (const [target, status] of table) {
    assertEquals((await ask(site, target)).status, status, target);
  }
});

Deno.test("handler: an earlier stage takes precedence and reads no file", async () => {
  const table: readonly (readonly [string, RequestFields, string, number])[] = [
    ["/a.txt", { host: "evil.example" }, "GET", 421],
    ["/%zz", { host: "evil.example" }, "GET", 421],
    ["/%zz", {}, "POST", 400],
    ["/../a.txt", {}, "OPTIONS", 400],
    [`/${"a".repeat(8192)}`, {}, "GET", 414],
    ["/a%2fb", {}, "POST", 405],
    ["/nothing", {}, "DELETE", 405],
    ["/nothing", {}, "OPTIONS", 204],
  ];
  for (const [target, fields, method, status] of table) {
    const site = memorySite(TREE);
    const calls = site.files.calls.length;
    const { headers, ...answer } = await ask(site, target, fields, method);
    assertEquals([answer.status, site.files.calls.length], [status, calls], `${method} ${target}`);
    const allow = [204, 405].includes(status) ? "GET, HEAD, OPTIONS" : undefined;
    assertEquals(headers["allow"], allow);
    assertEquals(headers["x-content-type-options"], "nosniff");
  }
});

Deno.test("--allow-host: the names are accepted on loopback", async () => {
  const site = memorySite(TREE, { allowHost: ["example.org"] });
  for (const host of ["example.org", "EXAMPLE.org.:8000", "localhost", "127.0.0.1:1"]) {
    assertEquals((await ask(site, "/small.txt", { host })).status, 200, host);
  }
  assertEquals((await ask(site, "/small.txt", { host: "sub.example.org" })).status, 421);
});

Deno.test("handler: an error page has the requested format, is escaped, and only a 404 may be stored", async () => {
  const site = memorySite(TREE);
  const target = "/%3Cscript%3E%26%E2%80%AE";
  const html = await ask(site, target);
  assertEquals([html.status, html.headers["cache-control"]], [404, "no-cache"]);
  assertMatch(html.text, /<bdi>\/&lt;script&gt;&amp;\u202e<\/bdi>/);
  assertMatch(html.headers["content-security-policy"] ?? "", /^default-src 'none'/);
  const json = await ask(site, target, { accept: "application/json" });
  assertEquals([/[<>&]/.test(json.text), JSON.parse(json.text).status], [false, 404]);
  const text = await ask(site, target, { accept: "text/plain" });
  assertMatch(text.text, /\/<script>&\\u\{202e\}\n/);
  const failed = await ask(site, "/a.txt", { "if-match": '"x"' });
  assertEquals([failed.status, failed.headers["cache-control"]], [412, "no-store"]);
});
