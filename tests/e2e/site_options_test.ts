// Options that change responses: fields, validators, names, paths.

import { assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import type { TemporaryFolder } from "../support/folder.ts";
import { shared, Site } from "../support/server.ts";

const QUIET = ["--quiet", "--workers=1"];
const TEXT = "compressible ".repeat(500);
const MODIFIED = new Date("2024-02-03T04:05:06Z");

function fill(folder: TemporaryFolder): void {
  folder.write("page.html", TEXT, MODIFIED);
  folder.write("copy.html", TEXT, new Date("2023-01-01T00:00:00Z"));
  folder.write("app.a1b2c3d4.js", "app");
  folder.write("lib.js", "plain", MODIFIED);
  folder.write("lib.js.gz", "coded", MODIFIED);
  folder.write("dir/file.txt", "file");
  folder.write("docs/start.html", "start");
  folder.write("docs/index.html", "index");
  folder.write(".env", "SECRET=1");
  folder.write(".git/config", "[core]");
  folder.write(".well-known/security.txt", "contact");
  folder.write(".well-known/.hidden", "hidden");
  for (const name of ["_headers", "_redirects", "plinth.json", "serve.json"]) {
    folder.write(name, name.startsWith("_") ? "# no rules" : "{}");
  }
}

const defaultSite = shared(() => Site.start(fill, QUIET));
const customSite = shared(() =>
  Site.start(fill, [
    ...QUIET,
    ...["-H", "X-One: 1", "-HX-Two: a:b", "-H", "Set-Cookie: a=1", "-H", "Set-Cookie: b=2"],
    ...["-H", "Vary: Origin", "--cache", "max-age=60", "--cache", "*.js=public, max-age=9"],
    ...["--cache", "dir/**=no-store", "--etag=content", "--no-compress", "--no-precompressed"],
    ...["--base-path=/base/path/", "--index", "start.html,index.html", "--hidden", "--no-listing"],
  ])
);

Deno.test("options: fields are added to every response", async () => {
  for (
    const [target, status] of [["/base/path/lib.js", 200], ["/none", 404], ["/%zz", 400]] as const
  ) {
    const response = await customSite().server.request(target);
    assertEquals([target, response.status], [target, status]);
    assertEquals([response.field("x-one"), response.field("x-two")], ["1", "a:b"]);
    const cookies = response.fields.filter(([name]) => name.toLowerCase() === "set-cookie");
    assertEquals(cookies.map(([, value]) => value), ["a=1", "b=2"]);
    assertStringIncludes(response.field("vary") ?? "", "Origin");
  }
});

Deno.test("options: --cache by name, by path, and for all other files", async () => {
  const { server } = customSite();
  const cacheOf = async (name: string) =>
    (await server.request(`/base/path/${name}`)).field("cache-control");
  assertEquals(await cacheOf("lib.js"), "public, max-age=9");
  assertEquals(await cacheOf("dir/file.txt"), "no-store");
  assertEquals(await cacheOf("page.html"), "max-age=60");
  assertEquals(await cacheOf("none.js"), "no-cache");
});

Deno.test("options: --cache=auto and --etag=off", async () => {
  await using site = await Site.start(fill, [...QUIET, "--cache=auto", "--etag=off"]);
  const cacheOf = async (name: string) =>
    (await site.server.request(`/${name}`)).field("cache-control");
  assertEquals(await cacheOf("app.a1b2c3d4.js"), "public, max-age=31536000, immutable");
  assertEquals(await cacheOf("page.html"), "no-cache");
  assertEquals(await cacheOf("lib.js"), "max-age=3600");
  const page = await site.server.request("/page.html");
  assertEquals([page.field("etag"), page.field("last-modified")], [
    undefined,
    "Sat, 03 Feb 2024 04:05:06 GMT",
  ]);
  const since = { "If-Modified-Since": "Sat, 03 Feb 2024 04:05:06 GMT" };
  const unchanged = await site.server.request("/page.html", since);
  assertEquals([unchanged.status, unchanged.field("last-modified")], [
    304,
    since["If-Modified-Since"],
  ]);
});

Deno.test("options: --etag=content depends on content, not on times", async () => {
  const { folder, server } = customSite();
  const etagOf = async (name: string) => (await server.request(`/base/path/${name}`)).field("etag");
  assertEquals(await etagOf("page.html"), await etagOf("copy.html"));
  const before = await etagOf("dir/file.txt");
  folder.write("dir/file.txt", "line");
  assertNotEquals(await etagOf("dir/file.txt"), before);
  folder.write("dir/file.txt", "file");
  assertEquals(await etagOf("dir/file.txt"), before);
});

Deno.test("options: --no-compress and --no-precompressed", async () => {
  for (const [name, text] of [["page.html", TEXT], ["lib.js", "plain"]] as const) {
    const accepting = { "Accept-Encoding": "br, gzip" };
    const response = await customSite().server.request(`/base/path/${name}`, accepting);
    assertEquals([response.text, response.field("content-encoding")], [text, undefined]);
  }
});

Deno.test("options: --base-path", async () => {
  const { server } = customSite();
  for (const target of ["/", "/base", "/base/", "/basepath/", "/lib.js", "/Base/Path/lib.js"]) {
    assertEquals([target, (await server.request(target)).status], [target, 404]);
  }
  const redirect = await server.request("/base/path?x=1");
  assertEquals([redirect.status, redirect.field("location")], [301, "/base/path/?x=1"]);
  assertEquals((await server.request("/base/path/docs")).field("location"), "/base/path/docs/");
  assertEquals((await server.request("/base/path/../path/lib.js")).status, 200);
  assertMatch(server.stderr, /^Serving .* at http:\/\/127\.0\.0\.1:\d+\/base\/path\/\n$/);
});

Deno.test("options: --index is tried in order, --no-listing", async () => {
  const { folder, server } = customSite();
  assertEquals((await server.request("/base/path/docs/")).text, "start");
  folder.remove("docs/start.html");
  assertEquals((await server.request("/base/path/docs/")).text, "index");
  assertEquals((await server.request("/base/path/dir/")).status, 404);
  assertEquals((await server.request("/base/path/dir")).status, 301);
});

Deno.test("options: dotfiles are served only with --hidden, the site's settings never", async () => {
  for (
    const target of ["/.env", "/.git/config", "/.git/", "/.git", "/.well-known/.hidden", "/..."]
  ) {
    assertEquals([target, (await defaultSite().server.request(target)).status], [target, 404]);
  }
  assertEquals((await defaultSite().server.request("/.well-known/security.txt")).text, "contact");
  for (const [name, text] of [[".env", "SECRET=1"], [".git/config", "[core]"]] as const) {
    assertEquals((await customSite().server.request(`/base/path/${name}`)).text, text);
  }
  for (const name of ["_headers", "_redirects", "plinth.json", "serve.json"]) {
    assertEquals([name, (await defaultSite().server.request(`/${name}`)).status], [name, 404]);
    assertEquals((await customSite().server.request(`/base/path/${name}`)).status, 404);
  }
});

Deno.test("options: a folder without a slash redirects only to itself with a slash", async () => {
  const { folder, server } = defaultSite();
  folder.makeFolder("grüße & #?%");
  folder.makeFolder("evil.test");
  const locations = {
    "/dir": "/dir/",
    "/dir?a=1&b=//x": "/dir/?a=1&b=//x",
    "/.//dir": "/dir/",
    "//evil.test": "/evil.test/",
    "//evil.test/..//evil.test": "/evil.test/",
    "///dir?": "/dir/?",
    "http://localhost/dir": "/dir/",
    "/gr%C3%BC%C3%9Fe%20%26%20%23%3F%25?ü": "/gr%C3%BC%C3%9Fe%20%26%20%23%3F%25/?%C3%BC",
  };
  for (const [target, location] of Object.entries(locations)) {
    const response = await server.request(target, { Host: "app.localhost:1" });
    assertEquals([target, response.status, response.field("location")], [target, 301, location]);
  }
  for (const target of ["/\\evil.test", "/%5cevil.test", "/%2fevil.test", "/dir%5c", "/dir\\"]) {
    const response = await server.request(target);
    assertEquals([target, response.status, response.field("location")], [target, 404, undefined]);
  }
});

Deno.test("options: a listing has only entries that are served", async () => {
  const response = await defaultSite().server.request("/?format=json");
  assertEquals(response.field("content-type"), "application/json; charset=UTF-8");
  const names: string[] = JSON.parse(response.text).entries.map(({ name }: { name: string }) =>
    name
  );
  assertEquals(names.includes("page.html") && names.includes("docs"), true);
  assertEquals(names.filter((name) => /^[._]|^(?:plinth|serve)\.json$/.test(name)), [
    ".well-known",
  ]);
});
