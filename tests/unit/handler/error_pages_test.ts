// Error pages of a site: which page is selected, and its fields.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { ask, assertAllClosed, memorySite, type Tree } from "../../support/memory_site.ts";
import { outcome, ruledSite } from "../../support/rules.ts";
import { link } from "../../support/memory_file_system.ts";

const LONG = "long ".repeat(400);

const TREE: Tree = {
  "404.html": "root page",
  "a/404.html": LONG,
  "a/b/x.txt": "x",
  "errors/oops.html": "oops",
};

Deno.test("404.html: the page in the nearest parent folder is sent", async () => {
  const site = memorySite(TREE);
  for (const target of ["/none", "/none/", "/none/of/these", "/b/c", "/errors/none", "/a%2fb"]) {
    assertEquals([target, await outcome(site, target)], [target, "404 root page"]);
  }
  for (const target of ["/a/none", "/a/b/none", "/a/b/none/deeper", "/a/b/x.txt/y", "/a/none/"]) {
    assertEquals([target, await outcome(site, target)], [target, `404 ${LONG}`]);
  }
  await assertAllClosed(site.files);
});

Deno.test("404.html: conditions and ranges are ignored, and the response is not stored", async () => {
  const site = memorySite(TREE);
  const fields = [{}, { range: "bytes=0-1" }, { "if-none-match": "*" }, { "if-match": '"x"' }];
  for (const request of fields) {
    const { status, headers, text } = await ask(site, "/none", request);
    assertEquals([status, text], [404, "root page"]);
    assertEquals([headers["cache-control"], headers["etag"], headers["last-modified"]], [
      "no-cache",
      undefined,
      undefined,
    ]);
    assertEquals([headers["accept-ranges"], headers["content-range"]], [undefined, undefined]);
    assertEquals(headers["content-type"], "text/html; charset=UTF-8");
    assertEquals(headers["vary"], "Accept-Encoding, Accept");
    assertEquals(headers["content-length"], "9");
  }
});

Deno.test("404.html: HEAD has the fields of GET; the page is compressed like a file", async () => {
  const site = memorySite(TREE);
  const { date: _one, ...get } = (await ask(site, "/none")).headers;
  const head = await ask(site, "/none", {}, "HEAD");
  const { date: _other, ...fields } = head.headers;
  assertEquals([head.status, head.text, fields], [404, "", get]);
  const coded = await site.send("/a/none", { "accept-encoding": "gzip" });
  await coded.body?.cancel();
  assertEquals([coded.status, coded.headers.get("content-encoding")], [404, "gzip"]);
});

Deno.test("404.html: clients that accept JSON or text do not get the page", async () => {
  const site = memorySite(TREE);
  const json = await ask(site, "/none", { accept: "application/json" });
  assertEquals(JSON.parse(json.text).status, 404);
  const text = await ask(site, "/none", { accept: "text/plain" });
  assertStringIncludes(text.text, "404 Not Found");
});

Deno.test("404.html: a link out of the root is ignored; a request for the page itself is a 200", async () => {
  const site = memorySite({ ...TREE, "404.html": link("/etc/passwd"), "/etc/passwd": "secret" });
  assertStringIncludes(await outcome(site, "/none"), "There is nothing at this address.");
  assertEquals(await outcome(memorySite(TREE), "/404.html"), "200 root page");
});

Deno.test("404.html: a long path costs at most one lookup for each existing folder", async () => {
  const site = memorySite(TREE);
  const before = site.files.calls.length;
  assertEquals(await outcome(site, "/x".repeat(4000)), "404 root page");
  assertEquals(site.files.calls.length - before < 60, true);
});

Deno.test("errorPages: a page applies to one status or to a class of statuses", async () => {
  const errorPages = { "404": "/errors/oops.html", "5xx": "/errors/oops.html" };
  assertEquals(await outcome(memorySite(TREE, { errorPages }), "/a/none"), "404 oops");
  const gone = { "404": "/errors/none.html" };
  assertEquals(await outcome(memorySite(TREE, { errorPages: gone }), "/none"), "404 root page");
});

Deno.test("403.html, 410.html: sent for the statuses of rules", async () => {
  const tree = { ...TREE, "403.html": "forbidden", "410.html": "gone" };
  const site = ruledSite({ redirects: "/secret/* /none 403\n/was /none 410" }, tree);
  assertEquals(await outcome(site, "/secret/x"), "403 forbidden");
  assertEquals((await site.send("/secret/x")).headers.get("cache-control"), "no-store");
  assertEquals(await outcome(site, "/was"), "410 gone");
});

Deno.test("500.html, 5xx.html: sent if a file can't be read but the page can", async () => {
  for (const name of ["500.html", "5xx.html"]) {
    const site = memorySite({ "a.txt": "A", [name]: "broken" });
    site.files.before = (call, path) => {
      if (call === "open" && path.endsWith("a.txt")) throw new Error("EIO: /srv/site");
    };
    assertEquals(await outcome(site, "/a.txt"), "500 broken");
    assertEquals(site.reports.length, 1);
    await assertAllClosed(site.files);
  }
  const site = memorySite({ "a.txt": "A", "500.html": "broken" });
  site.files.before = (call) => {
    if (call === "open") throw new Error("EIO: /srv/site");
  };
  assertStringIncludes(await outcome(site, "/a.txt"), "500 Internal Server Error");
});
