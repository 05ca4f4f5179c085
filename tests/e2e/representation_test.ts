// Files: their fields, validators, conditional requests and content codings (RFC 9110 §8, §12.5.3, §13).

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { RawResponse } from "../support/raw.ts";
import { delay, shared, Site } from "../support/server.ts";

const TEXT = "All work and no play makes Jack a dull boy.\n".repeat(200);
const LARGE = Array.from({ length: 60_000 }, (_, line) => `${line} ${line ** 3}\n`).join("");
const MODIFIED = new Date("2024-02-03T04:05:06.789Z");
const MODIFIED_DATE = "Sat, 03 Feb 2024 04:05:06 GMT";

const site = shared(() =>
  Site.start((folder) => {
    folder.write("a.txt", "a", MODIFIED);
    folder.write("text.html", TEXT, MODIFIED);
    folder.write("large.csv", LARGE, MODIFIED);
    folder.write("photo.jpg", TEXT, MODIFIED);
    folder.write("future.txt", "f", new Date(Date.now() + 86_400_000));
    folder.write("empty.txt", "", MODIFIED);
    for (const suffix of ["", ".br", ".zst", ".gz"]) {
      folder.write(`lib.js${suffix}`, `js${suffix}`, MODIFIED);
    }
    folder.write("stale.js", "newer", MODIFIED);
    folder.write("stale.js.br", "older", new Date(MODIFIED.getTime() - 1000));
    folder.write("model.bin", "plain", MODIFIED);
    folder.write("model.bin.gz", "packed", MODIFIED);
    folder.write("orphan.js.br", "orphan", MODIFIED);
  })
);

async function get(
  target: string,
  fields: Record<string, string> = {},
  method = "GET",
): Promise<RawResponse> {
  return await site().server.request(target, fields, method);
}

async function etagOf(target: string, coding?: string): Promise<string> {
  const response = await get(target, coding === undefined ? {} : { "Accept-Encoding": coding });
  return response.field("etag") ?? "";
}

Deno.test("representation: the fields of a file", async () => {
  const response = await get("/a.txt");
  assertEquals([response.status, response.text], [200, "a"]);
  assertEquals(response.field("content-type"), "text/plain; charset=UTF-8");
  assertEquals(response.field("content-length"), "1");
  assertEquals(response.field("x-content-type-options"), "nosniff");
  assertEquals(response.field("cache-control"), "no-cache");
  assertEquals(response.field("accept-ranges"), "bytes");
  assertEquals(response.field("last-modified"), MODIFIED_DATE);
  assertEquals(response.field("vary"), "Accept-Encoding");
  assertMatch(response.field("etag") ?? "", /^"[!#-~]+"$/);
  assertMatch(response.field("date") ?? "", /GMT$/);
});

Deno.test("representation: media types by extension, application/octet-stream for others", async () => {
  const types = {
    "x.html": "text/html; charset=UTF-8",
    "x.CSS": "text/css; charset=UTF-8",
    "x.js": "text/javascript; charset=UTF-8",
    "x.json": "application/json; charset=UTF-8",
    "x.svg": "image/svg+xml",
    "x.wasm": "application/wasm",
    "x.png": "image/png",
    "x.mp4": "video/mp4",
    "x.unknownext": "application/octet-stream",
    "x": "application/octet-stream",
  };
  for (const [name, type] of Object.entries(types)) {
    site().folder.write(name, "x");
    assertEquals([name, (await get(`/${name}`)).field("content-type")], [name, type]);
  }
});

Deno.test("representation: Last-Modified is never later than Date", async () => {
  // A file is written for longer than a second, because the runtime may update Date lazily.
  for (let count = 0; count < 24; count++) {
    if (count > 0) site().folder.write("new.txt", `${count}`);
    const response = await get(count === 0 ? "/future.txt" : "/new.txt");
    const modified = Date.parse(response.field("last-modified") ?? "");
    const date = Date.parse(response.field("date") ?? "");
    assert(modified <= date, `${modified} > ${date}`);
    await delay(50);
  }
});

Deno.test("representation: equal copies have the same ETag, different files do not", async () => {
  site().folder.write("copy/a.txt", "a", MODIFIED);
  site().folder.write("other/a.txt", "aa", MODIFIED);
  assertEquals(await etagOf("/copy/a.txt"), await etagOf("/a.txt"));
  assertNotEquals(await etagOf("/other/a.txt"), await etagOf("/a.txt"));
});

Deno.test("representation: 304 if the client has the current version", async () => {
  const etag = await etagOf("/a.txt");
  const conditions: Record<string, string>[] = [
    { "If-None-Match": etag },
    { "If-None-Match": `W/${etag}` },
    { "If-None-Match": `"x,y", ${etag}` },
    { "If-None-Match": "*" },
    { "If-Modified-Since": MODIFIED_DATE },
    { "If-Modified-Since": "Saturday, 03-Feb-24 04:05:06 GMT" },
    { "If-Modified-Since": "Sat Feb  3 04:05:06 2024" },
    { "If-None-Match": etag, "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT" },
    { "If-None-Match": etag, Range: "bytes=0-0" },
  ];
  for (const fields of conditions) {
    for (const method of ["GET", "HEAD"]) {
      const response = await get("/a.txt", fields, method);
      assertEquals([fields, response.status, response.body.byteLength], [fields, 304, 0]);
      assertEquals(response.field("etag"), etag);
      assertEquals(response.field("vary"), "Accept-Encoding");
      assertEquals(response.field("cache-control"), "no-cache");
      assertEquals(response.field("last-modified"), undefined);
      assertEquals(response.field("content-type"), undefined);
    }
  }
});

Deno.test("representation: 200 if the client has another version", async () => {
  const conditions: Record<string, string>[] = [
    { "If-None-Match": '"other"' },
    { "If-None-Match": '"other"', "If-Modified-Since": MODIFIED_DATE },
    { "If-None-Match": await etagOf("/text.html", "gzip") },
    { "If-Modified-Since": "Sat, 03 Feb 2024 04:05:05 GMT" },
    { "If-Modified-Since": "yesterday" },
    { "If-Unmodified-Since": "yesterday" },
  ];
  for (const fields of conditions) {
    assertEquals([fields, (await get("/a.txt", fields)).status], [fields, 200]);
  }
});

Deno.test("representation: 412 if a precondition fails, before ranges and content codings are handled", async () => {
  const etag = await etagOf("/a.txt");
  const conditions: Record<string, string>[] = [
    { "If-Match": '"other"' },
    { "If-Match": `W/${etag}` },
    { "If-Unmodified-Since": "Sat, 03 Feb 2024 04:05:05 GMT" },
    { "If-Match": '"other"', "If-None-Match": etag },
    { "If-Match": '"other"', Range: "bytes=9-" },
  ];
  for (const fields of conditions) {
    const response = await get("/a.txt", fields);
    assertEquals([fields, response.status], [fields, 412]);
    assertEquals(response.field("cache-control"), "no-store");
  }
  const met = {
    "If-Match": `"x", ${etag}`,
    "If-Unmodified-Since": "Mon, 01 Jan 2024 00:00:00 GMT",
  };
  assertEquals((await get("/a.txt", met)).status, 200);
});

Deno.test("representation: a sidecar is sent unchanged, chosen by the client's preference", async () => {
  const choices: readonly (readonly [string | undefined, string | undefined, string])[] = [
    [undefined, undefined, "js"],
    ["gzip, br, zstd", "br", "js.br"],
    ["gzip, zstd", "zstd", "js.zst"],
    ["x-gzip", "gzip", "js.gz"],
    ["br;q=0.5, gzip;q=0.8", "gzip", "js.gz"],
    ["*", "br", "js.br"],
    ["*, br;q=0", "zstd", "js.zst"],
    ["identity, br;q=0.9", undefined, "js"],
    ["deflate", undefined, "js"],
  ];
  for (const [accepted, coding, text] of choices) {
    const response = await get(
      "/lib.js",
      accepted === undefined ? {} : { "Accept-Encoding": accepted },
    );
    assertEquals([accepted, response.field("content-encoding"), response.text], [
      accepted,
      coding,
      text,
    ]);
    assertEquals(response.field("vary"), "Accept-Encoding");
    assertEquals(response.field("content-type"), "text/javascript; charset=UTF-8");
    assertEquals(response.field("content-length"), `${text.length}`);
  }
  const tags = await Promise.all(
    [undefined, "br", "zstd", "gzip"].map((coding) => etagOf("/lib.js", coding)),
  );
  assertEquals(new Set(tags).size, 4);
});

Deno.test("representation: only current, readable sidecars are used", async () => {
  const stale = await get("/stale.js", { "Accept-Encoding": "br" });
  assertEquals([stale.field("content-encoding"), stale.text], [undefined, "newer"]);
  const packed = await get("/model.bin", { "Accept-Encoding": "gzip" });
  assertEquals([packed.field("content-encoding"), packed.text], ["gzip", "packed"]);
  assertEquals((await get("/model.bin")).field("vary"), "Accept-Encoding");
  assertEquals((await get("/orphan.js", { "Accept-Encoding": "br" })).status, 404);
  const itself = await get("/lib.js.gz", { "Accept-Encoding": "gzip" });
  assertEquals([itself.field("content-encoding"), itself.text], [undefined, "js.gz"]);
});

Deno.test("representation: ranges and preconditions apply to the sidecar", async () => {
  const br = await etagOf("/lib.js", "br");
  const part = await get("/lib.js", {
    "Accept-Encoding": "br",
    Range: "bytes=2-3",
    "If-Range": br,
  });
  assertEquals([part.status, part.text, part.field("content-range")], [206, ".b", "bytes 2-3/5"]);
  assertEquals([part.field("content-encoding"), part.field("etag")], ["br", br]);
  const known = { "Accept-Encoding": "br", "If-None-Match": br };
  assertEquals((await get("/lib.js", known)).status, 304);
  assertEquals((await get("/lib.js", { "If-None-Match": br })).status, 200);
});

Deno.test("representation: content compressed on the fly decodes to the file", async () => {
  const decoders = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync };
  for (const [target, content] of [["/text.html", TEXT], ["/large.csv", LARGE]] as const) {
    const tags = new Set([await etagOf(target)]);
    for (const [coding, decode] of Object.entries(decoders)) {
      for (let round = 0; round < 2; round++) {
        const response = await get(target, { "Accept-Encoding": coding });
        assertEquals([response.field("content-encoding"), response.field("vary")], [
          coding,
          "Accept-Encoding",
        ]);
        assert(response.body.byteLength < content.length / 2 && !response.cut);
        assertEquals(new TextDecoder().decode(decode(response.body)), content);
        tags.add(response.field("etag") ?? "");
      }
      const known = { "Accept-Encoding": coding, "If-None-Match": await etagOf(target, coding) };
      const unchanged = await get(target, known);
      assertEquals([unchanged.status, unchanged.field("vary")], [304, "Accept-Encoding"]);
    }
    assertEquals(tags.size, 4);
  }
});

Deno.test("representation: some replies are not compressed on the fly", async () => {
  const all = { "Accept-Encoding": "br, zstd, gzip" };
  for (const target of ["/photo.jpg", "/a.txt", "/empty.txt"]) {
    const response = await get(target, all);
    assertEquals([target, response.status, response.field("content-encoding")], [
      target,
      200,
      undefined,
    ]);
  }
  assertEquals((await get("/photo.jpg", all)).field("vary"), undefined);
  const part = await get("/text.html", { ...all, Range: "bytes=0-2" });
  assertEquals([part.status, part.text, part.field("content-encoding")], [206, "All", undefined]);
});

Deno.test("representation: a client may exclude identity", async () => {
  const refused = await get("/photo.jpg", { "Accept-Encoding": "identity;q=0" });
  assertEquals(refused.status, 406);
  assertEquals((await get("/a.txt", { "Accept-Encoding": "*;q=0" })).status, 406);
  const whole = await get("/text.html", {
    "Accept-Encoding": "gzip, identity;q=0",
    Range: "bytes=0-2",
  });
  assertEquals([whole.status, whole.field("content-encoding")], [200, "gzip"]);
  assertEquals(new TextDecoder().decode(gunzipSync(whole.body)), TEXT);
});
