// What answers for files say, on files in memory: fields, validators, ranges.

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { file, link, WRITTEN } from "../../support/memory_file_system.ts";
import { ask, memorySite, type RequestFields, type Tree } from "../../support/memory_site.ts";

const TEXT = "0123456789".repeat(200);
const DATE = new Date(WRITTEN).toUTCString();

const TREE: Tree = {
  "a.txt": TEXT,
  "small.txt": "0123456789",
  "photo.png": "0123456789",
  "data.bin": TEXT,
  "data.bin.gz": file("gzipped", { mtime: WRITTEN + 5000 }),
  "empty.txt": "",
  "future.txt": file("x", { mtime: Date.now() + 86_400_000 }),
  "dir/index.html": "index",
  "a b/x": "",
  "copy.txt": link("a.txt"),
};

Deno.test("a file comes with its type, length, validators and no-cache", async () => {
  const site = memorySite(TREE);
  const { status, headers, text } = await ask(site, "/a.txt");
  assertEquals([status, text], [200, TEXT]);
  assertMatch(headers["etag"] ?? "", /^"[^"]+"$/);
  delete headers["etag"];
  // The runtime's own Date lags behind, so that Last-Modified could be later.
  assert(Math.abs(Date.parse(headers["date"] ?? "") - Date.now()) < 5000);
  delete headers["date"];
  assertEquals(headers, {
    "accept-ranges": "bytes",
    "cache-control": "no-cache",
    "content-length": "2000",
    "content-type": "text/plain; charset=UTF-8",
    "last-modified": DATE,
    "vary": "Accept-Encoding",
    "x-content-type-options": "nosniff",
  });
});

Deno.test("Vary is sent for a compressible type or a file with a sidecar, 304, 412 and 416 too", async () => {
  const site = memorySite(TREE);
  const table: readonly (readonly [string, string | undefined])[] = [
    ["/a.txt", "Accept-Encoding"],
    ["/small.txt", "Accept-Encoding"],
    ["/data.bin", "Accept-Encoding"],
    ["/photo.png", undefined],
  ];
  for (const [target, vary] of table) {
    const { headers } = await ask(site, target);
    assertEquals(headers["vary"], vary, target);
    const same = await ask(site, target, { "if-none-match": headers["etag"] ?? "" });
    assertEquals([same.status, same.headers["vary"]], [304, vary], target);
    const both = vary === undefined ? "Accept" : "Accept-Encoding, Accept";
    for (const fields of [{ "if-match": '"x"' }, { range: "bytes=9999-" }]) {
      const { status, headers } = await ask(site, target, fields);
      assertEquals([status >= 400, headers["vary"]], [true, both], target);
    }
  }
});

Deno.test("each coding has a strong entity tag of its own, and a copy has the same", async () => {
  const site = memorySite(TREE);
  const tags = [];
  for (const coding of ["identity", "br", "zstd", "gzip"]) {
    const { headers } = await ask(site, "/a.txt", { "accept-encoding": coding });
    assertEquals(headers["content-encoding"], coding === "identity" ? undefined : coding);
    tags.push(headers["etag"]);
    const again = { "accept-encoding": coding, "if-none-match": headers["etag"] ?? "" };
    assertEquals((await ask(site, "/a.txt", again)).status, 304, coding);
  }
  assertEquals(new Set(tags).size, 4);
  assert(tags.every((tag) => tag !== undefined && /^"[\u0021\u0023-\u007e]+"$/.test(tag)));
  const { headers } = await ask(memorySite({ "other": "", "copy.txt": TEXT }), "/copy.txt");
  assertEquals(headers["etag"], tags[0]);
});

Deno.test("--etag content follows the content alone, --etag off sends none", async () => {
  const tag = async (tree: Tree): Promise<string | undefined> =>
    (await ask(memorySite(tree, { etag: "content" }), "/a.txt")).headers["etag"];
  const one = await tag({ "a.txt": TEXT });
  assertEquals(await tag({ "a.txt": file(TEXT, { mtime: WRITTEN + 9000 }) }), one);
  assertNotEquals(await tag({ "a.txt": TEXT.replace("0", "1") }), one);
  const off = memorySite(TREE, { etag: "off" });
  const { headers } = await ask(off, "/a.txt");
  assertEquals([headers["etag"], headers["last-modified"]], [undefined, DATE]);
  const same = await ask(off, "/a.txt", { "if-modified-since": DATE });
  assertEquals([same.status, same.headers["last-modified"]], [304, DATE]);
});

Deno.test("a 304 has what the 200 would have, Last-Modified only without an entity tag", async () => {
  const site = memorySite(TREE, { cache: [{ value: "max-age=60" }] });
  const { headers: whole } = await ask(site, "/a.txt");
  const { status, headers, text } = await ask(site, "/a.txt", { "if-modified-since": DATE });
  assertEquals([status, text], [304, ""]);
  delete headers["date"];
  assertEquals(headers, {
    "cache-control": "max-age=60",
    "etag": whole["etag"] ?? "",
    "vary": "Accept-Encoding",
    "x-content-type-options": "nosniff",
  });
});

Deno.test("Last-Modified is never later than now", async () => {
  const { headers } = await ask(memorySite(TREE), "/future.txt");
  assert(Date.parse(headers["last-modified"] ?? "") <= Date.now());
});

const RANGES: readonly (readonly [RequestFields, number, string | undefined, string])[] = [
  [{ range: "bytes=2-4" }, 206, "bytes 2-4/10", "234"],
  [{ range: "bytes=8-99" }, 206, "bytes 8-9/10", "89"],
  [{ range: "bytes=-3" }, 206, "bytes 7-9/10", "789"],
  [{ range: "bytes=-99" }, 206, "bytes 0-9/10", "0123456789"],
  [{ range: "bytes=99-, 1-1" }, 206, "bytes 1-1/10", "1"],
  [{ range: "lines=1-2" }, 200, undefined, "0123456789"],
  [{ range: "bytes=2-1" }, 200, undefined, "0123456789"],
  [{ range: "bytes=0-9,0-9" }, 200, undefined, "0123456789"],
  [{ range: "bytes=1-1", "if-range": DATE }, 206, "bytes 1-1/10", "1"],
  [{ range: "bytes=1-1", "if-range": '"other"' }, 200, undefined, "0123456789"],
  [{ range: "bytes=1-1", "accept-encoding": "br" }, 206, "bytes 1-1/10", "1"],
];

Deno.test("a range is a 206 with its place, what is no range the whole", async () => {
  const site = memorySite(TREE);
  for (const [fields, status, place, text] of RANGES) {
    const answer = await ask(site, "/small.txt", fields);
    assertEquals([answer.status, answer.text], [status, text], JSON.stringify(fields));
    assertEquals(answer.headers["content-range"], place);
    assertEquals(answer.headers["content-length"], `${text.length}`);
    assertEquals(answer.headers["accept-ranges"], "bytes");
  }
  const none = await ask(site, "/small.txt", { range: "bytes=10-" });
  assertEquals([none.status, none.headers["content-range"]], [416, "bytes */10"]);
  assertEquals(none.headers["accept-ranges"], "bytes");
  assertEquals((await ask(site, "/empty.txt", { range: "bytes=0-" })).status, 416);
  assertEquals((await ask(site, "/empty.txt", { range: "bytes=-1" })).status, 200);
});

Deno.test("several ranges are a multipart of exact length, each part with its type", async () => {
  const { status, headers, text } = await ask(memorySite(TREE), "/small.txt", {
    range: "bytes=7-8,0-1",
  });
  const boundary = /^multipart\/byteranges; boundary=(.+)$/.exec(headers["content-type"] ?? "")
    ?.[1];
  const part = (place: string, content: string): string =>
    `--${boundary}\r\nContent-Type: text/plain; charset=UTF-8\r\n` +
    `Content-Range: bytes ${place}/10\r\n\r\n${content}\r\n`;
  assertEquals(status, 206);
  assertEquals(text, `${part("7-8", "78")}${part("0-1", "01")}--${boundary}--\r\n`);
  assertEquals(headers["content-length"], `${text.length}`);
});

Deno.test("a range is ignored where identity is refused and only compressing fits", async () => {
  const fields = { range: "bytes=0-1", "accept-encoding": "gzip, identity;q=0" };
  const { status, headers } = await ask(memorySite(TREE), "/a.txt", fields);
  assertEquals([status, headers["content-encoding"]], [200, "gzip"]);
  assertEquals(headers["content-range"], undefined);
});

Deno.test("so much compressing is under way that nothing fits: 503 and Retry-After", async () => {
  const site = memorySite(TREE);
  site.site.compressor.isAvailable = () => false;
  const busy = await ask(site, "/a.txt", { "accept-encoding": "br, identity;q=0" });
  assertEquals([busy.status, busy.headers["retry-after"]], [503, "1"]);
  const plain = await ask(site, "/a.txt", { "accept-encoding": "br" });
  assertEquals([plain.status, plain.headers["content-encoding"]], [200, undefined]);
});

Deno.test("a HEAD pays no heed to Range, as it has none", async () => {
  const fields = { "accept-encoding": "br", range: "bytes=0-1" };
  const { status, headers } = await ask(memorySite(TREE), "/a.txt", fields, "HEAD");
  assertEquals([status, headers["content-encoding"]], [200, "br"]);
});

Deno.test("HEAD sends the fields of GET, except for a length that only the content tells", async () => {
  for (const target of ["/a.txt", "/nothing", "/dir", "/dir/", "/data.bin"]) {
    for (const coding of ["identity", "br"]) {
      const site = memorySite(TREE);
      const fields = { "accept-encoding": coding };
      const head = await ask(site, target, fields, "HEAD");
      const get = await ask(site, target, fields);
      assertEquals([head.status, head.text], [get.status, ""]);
      if (get.headers["content-encoding"] === "br") delete get.headers["content-length"];
      assertEquals(undated(head.headers), undated(get.headers), `${target} ${coding}`);
      // By now the length is known.
      const again = await ask(site, target, fields, "HEAD");
      assertEquals(undated(again.headers), undated((await ask(site, target, fields)).headers));
    }
  }
});

Deno.test("Cache-Control follows the rules, by the path of the file that is sent", async () => {
  const cache = [{ glob: "*.html", value: "max-age=1" }, { glob: "/dir/**", value: "max-age=2" }, {
    value: "max-age=3",
  }];
  const site = memorySite(TREE, { cache });
  assertEquals((await ask(site, "/dir/")).headers["cache-control"], "max-age=1");
  assertEquals((await ask(site, "/a.txt")).headers["cache-control"], "max-age=3");
});

/** Without the date, which may change between two requests. */
function undated({ date: _date, ...rest }: Record<string, string>): Record<string, string> {
  return rest;
}
