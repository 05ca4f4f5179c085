import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { directory, file, WRITTEN } from "../../support/memory_file_system.ts";
import { assertAllClosed, memorySite, ROOT, type Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "dir/b.txt": file("12345", { mtime: WRITTEN + 1000 }),
  "dir/a.txt": file("1", { mtime: WRITTEN }),
  "dir/sub/x": "",
  "dir/.hidden": "",
  "empty": directory(),
};

const MANY: Tree = Object.fromEntries(
  Array.from({ length: 1500 }, (_, index) => [`many/file ${index}.txt`, ""]),
);

const JSON_TYPE = { accept: "application/json" };

Deno.test("serveListing() sends the requested format, by query before Accept", async () => {
  const site = memorySite(TREE);
  const table: readonly (readonly [string, Record<string, string>, string])[] = [
    ["", {}, "text/html; charset=UTF-8"],
    ["", { accept: "*/*" }, "text/html; charset=UTF-8"],
    ["", JSON_TYPE, "application/json; charset=UTF-8"],
    ["", { accept: "text/plain" }, "text/plain; charset=UTF-8"],
    ["?format=json", {}, "application/json; charset=UTF-8"],
    ["?format=text", JSON_TYPE, "text/plain; charset=UTF-8"],
    ["?format=html", JSON_TYPE, "text/html; charset=UTF-8"],
    ["?format=other", JSON_TYPE, "application/json; charset=UTF-8"],
  ];
  for (const [query, fields, type] of table) {
    const response = await site.send(`/dir/${query}`, fields);
    const body = await response.bytes();
    assertEquals([response.status, response.headers.get("content-type")], [200, type]);
    assertEquals(response.headers.get("content-length"), `${body.byteLength}`);
    assertEquals(response.headers.get("vary"), "Accept, Accept-Encoding");
    assertEquals(response.headers.get("cache-control"), "no-cache");
    assertEquals(response.headers.get("etag"), null);
    assertEquals(response.headers.get("last-modified"), null);
    assertEquals(response.headers.get("accept-ranges"), null);
    const policy = response.headers.get("content-security-policy");
    assertEquals(
      policy?.startsWith("default-src 'none'"),
      type.includes("html") ? true : undefined,
    );
  }
});

Deno.test("serveListing() sorts by the query", async () => {
  const site = memorySite(TREE);
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["", ["sub/", "a.txt", "b.txt"]],
    ["?order=desc", ["sub/", "b.txt", "a.txt"]],
    ["?sort=size&order=desc", ["sub/", "b.txt", "a.txt"]],
    ["?sort=modified", ["sub/", "a.txt", "b.txt"]],
    ["?sort=nothing&order=nothing", ["sub/", "a.txt", "b.txt"]],
  ];
  for (const [query, names] of table) {
    const response = await site.send(`/dir/${query}`, { accept: "text/plain" });
    assertEquals((await response.text()).trimEnd().split("\n"), names, query);
  }
});

Deno.test("serveListing() sends the documented JSON", async () => {
  const site = memorySite(TREE);
  const response = await site.send("/dir/", JSON_TYPE);
  assertEquals(await response.json(), {
    path: "/dir/",
    entries: [
      { name: "sub", type: "directory", modified: "2020-01-01T00:00:00.000Z" },
      { name: "a.txt", type: "file", size: 1, modified: "2020-01-01T00:00:00.000Z" },
      { name: "b.txt", type: "file", size: 5, modified: "2020-01-01T00:00:01.000Z" },
    ],
  });
});

Deno.test("serveListing() compresses long listings, and short ones if identity is refused", async () => {
  const site = memorySite(TREE);
  const page = await (await site.send("/dir/")).text();
  const br = await site.send("/dir/", { "accept-encoding": "gzip, br" });
  assertEquals(br.headers.get("content-encoding"), "br");
  assertEquals(brotliDecompressSync(await br.bytes()).toString(), page);
  const short = await site.send("/dir/", { ...JSON_TYPE, "accept-encoding": "gzip" });
  assertEquals(short.headers.get("content-encoding"), null);
  const plain = await short.text();
  const refused = { ...JSON_TYPE, "accept-encoding": "gzip, identity;q=0" };
  const forced = await site.send("/dir/", refused);
  assertEquals(forced.headers.get("content-encoding"), "gzip");
  assertEquals(gunzipSync(await forced.bytes()).toString(), plain);
});

Deno.test("serveListing() replies 406 only if identity is refused and no other coding is accepted", async () => {
  const table: readonly (readonly [string, boolean, number])[] = [
    ["identity;q=0", true, 406],
    ["*;q=0", true, 406],
    ["gzip, identity;q=0", false, 406],
    ["compress", true, 200],
  ];
  for (const [coding, compress, status] of table) {
    const site = memorySite(TREE, { compress });
    const response = await site.send("/dir/", { "accept-encoding": coding });
    await response.body?.cancel();
    assertEquals(response.status, status, coding);
    assertMatch(response.headers.get("vary") ?? "", /Accept-Encoding/);
  }
});

Deno.test("serveListing() streams a long listing completely, compressed or not", async () => {
  const site = memorySite(MANY);
  const response = await site.send("/many/", JSON_TYPE);
  assertEquals(response.headers.get("content-length"), null);
  const text = await response.text();
  assertEquals(JSON.parse(text).entries.length, 1500);
  const gzip = await site.send("/many/", { ...JSON_TYPE, "accept-encoding": "gzip" });
  assertEquals(gzip.headers.get("content-encoding"), "gzip");
  assertEquals(gunzipSync(await gzip.bytes()).toString(), text);
});

Deno.test("serveListing() replies to HEAD with the fields of GET, without a body", async () => {
  for (const [tree, path] of [[TREE, "/dir/"], [MANY, "/many/"]] as const) {
    const site = memorySite(tree);
    const get = await site.send(path);
    const head = await site.send(path, {}, "HEAD");
    // The date may change between the two.
    for (const { headers } of [head, get]) headers.delete("date");
    assertEquals(Object.fromEntries(head.headers), Object.fromEntries(get.headers));
    assertEquals(await head.text(), "");
    await get.body?.cancel();
    await assertAllClosed(site.files);
  }
});

Deno.test("serveListing() stops if the body is cancelled", async () => {
  for (const fields of [JSON_TYPE, { ...JSON_TYPE, "accept-encoding": "gzip" }]) {
    const site = memorySite(MANY);
    const reader = (await site.send("/many/", fields)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    assertEquals(site.log.map(({ complete }) => complete), [false]);
  }
});

Deno.test("serveListing() sends no validators, but evaluates an asterisk", async () => {
  const site = memorySite(TREE);
  const table: readonly (readonly [Record<string, string>, number])[] = [
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"x"' }, 200],
    [{ "if-modified-since": new Date().toUTCString() }, 200],
    [{ "if-match": "*" }, 200],
    [{ "if-match": '"x"' }, 412],
    [{ range: "bytes=0-1" }, 200],
  ];
  for (const [fields, status] of table) {
    const response = await site.send("/dir/", fields);
    await response.body?.cancel();
    assertEquals(response.status, status, JSON.stringify(fields));
    assertEquals(response.headers.get("vary"), "Accept, Accept-Encoding");
  }
});

Deno.test("serveListing() replies 404 for an unreadable folder, and with --no-listing", async () => {
  const off = await memorySite(TREE, { listing: false }).send("/dir/");
  assertEquals(off.status, 404);
  await off.body?.cancel();
  const site = memorySite(TREE);
  site.files.put(`${ROOT}/locked`, directory({ readable: false }));
  const locked = await site.send("/locked/");
  assertEquals(locked.status, 404);
  await locked.body?.cancel();
});

Deno.test("serveListing() links below the base path", async () => {
  const site = memorySite(TREE, { basePath: ["base"] });
  const page = await (await site.send("/base/dir/")).text();
  assertStringIncludes(page, 'href="/base/"');
  assert(!page.includes('href="/"'));
});

Deno.test("serveListing() counts a long listing as held until its body ends, except for HEAD", async () => {
  for (const fields of [JSON_TYPE, { ...JSON_TYPE, "accept-encoding": "gzip" }]) {
    const site = memorySite(MANY);
    const isFree = (): boolean => {
      const release = site.site.listingGate.reserve(500_000);
      release?.();
      return release !== undefined;
    };
    await site.send("/many/", fields, "HEAD");
    assertEquals(isFree(), true);
    const read = await site.send("/many/", fields);
    const cancelled = await site.send("/many/", fields);
    assertEquals(isFree(), false);
    await read.bytes();
    assertEquals(isFree(), false);
    await cancelled.body?.cancel();
    assertEquals(isFree(), true);
  }
});

Deno.test("serveListing() replies 503 while too many bytes are held", async () => {
  const site = memorySite(MANY);
  const release = site.site.listingGate.reserve(500_000);
  const busy = await site.send("/many/", JSON_TYPE);
  await busy.body?.cancel();
  assertEquals([busy.status, busy.headers.get("retry-after")], [503, "1"]);
  release?.();
  const free = await site.send("/many/", JSON_TYPE);
  await free.body?.cancel();
  assertEquals(free.status, 200);
});
