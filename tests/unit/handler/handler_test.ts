// Requests for files in memory: the response, the calls of the file system, and that every file is closed.

import { assert, assertEquals } from "@std/assert";
import { directory, file, link, WRITTEN } from "../../support/memory_file_system.ts";
import { assertAllClosed, memorySite, ROOT, type Tree } from "../../support/memory_site.ts";

const TEXT = "0123456789".repeat(200);
const LARGE = new Uint8Array(1_600_000).fill(97);

const TREE: Tree = {
  "a.txt": TEXT,
  "small.bin": "0123456789",
  "large.bin": LARGE,
  "large.txt": new Uint8Array(2_000_000).fill(98),
  "side.js": file(TEXT),
  "side.js.br": file("encoded", { mtime: WRITTEN + 1 }),
  "sub/index.html": "<p>index",
  "empty": directory(),
  "out": link("/etc"),
};

/** [name, target, request fields, status, method]. */
type Row = readonly [string, string, Readonly<Record<string, string>>, number, string?];

const ETAG = `"${(2000).toString(36)}-${WRITTEN.toString(36)}"`;
const ETAG_BR = `"${(2000).toString(36)}-${WRITTEN.toString(36)}-br5"`;

const OUTCOMES: readonly Row[] = [
  ["whole", "/a.txt", {}, 200],
  ["streamed", "/large.bin", {}, 200],
  ["compressed at once", "/a.txt", { "accept-encoding": "br" }, 200],
  ["compressed as a stream", "/large.txt", { "accept-encoding": "gzip" }, 200],
  ["sidecar", "/side.js", { "accept-encoding": "br" }, 200],
  ["index", "/sub/", {}, 200],
  ["one range", "/small.bin", { range: "bytes=1-3" }, 206],
  ["one large range", "/large.bin", { range: "bytes=1-" }, 206],
  ["several ranges", "/small.bin", { range: "bytes=0-1,4-5" }, 206],
  ["several large ranges", "/large.bin", { range: "bytes=0-799999,800000-1599999" }, 206],
  ["no such range", "/small.bin", { range: "bytes=10-" }, 416],
  ["nothing acceptable", "/small.bin", { "accept-encoding": "identity;q=0" }, 406],
  ["listing", "/empty/", {}, 200],
  ["redirect", "/sub", {}, 301],
  ["absent", "/nothing", {}, 404],
  ["outside", "/out/passwd", {}, 404],
];

const CONTENTLESS: readonly Row[] = [
  ["not modified", "/a.txt", { "if-none-match": ETAG }, 304],
  ["not modified, encoded", "/a.txt", { "if-none-match": ETAG_BR, "accept-encoding": "br" }, 304],
  ["not modified since", "/a.txt", { "if-modified-since": new Date(WRITTEN).toUTCString() }, 304],
  ["precondition failed", "/a.txt", { "if-match": '"other"' }, 412],
  ["HEAD", "/a.txt", {}, 200, "HEAD"],
  ["HEAD, encoded", "/a.txt", { "accept-encoding": "br" }, 200, "HEAD"],
  ["HEAD of a large file", "/large.bin", {}, 200, "HEAD"],
  ["HEAD with a range", "/small.bin", { range: "bytes=0-1" }, 200, "HEAD"],
  ["OPTIONS", "/a.txt", {}, 204, "OPTIONS"],
  ["another method", "/a.txt", {}, 405, "POST"],
];

Deno.test("handler: every outcome closes its files and is logged once", async () => {
  for (const [name, target, fields, status, method] of [...OUTCOMES, ...CONTENTLESS]) {
    const site = memorySite(TREE);
    const response = await site.send(target, fields, method);
    const body = await response.bytes();
    assertEquals(response.status, status, name);
    await assertAllClosed(site.files);
    assertEquals(site.log.map((entry) => [entry.status, entry.complete]), [[status, true]], name);
    assertEquals(site.log[0]?.bytes, body.byteLength, name);
    assertEquals(site.reports, [], name);
  }
});

Deno.test("handler: cancelling a body closes its file, and is logged as cut off", async () => {
  const bodies = [["/large.bin", {}], ["/large.txt", { "accept-encoding": "zstd" }]] as const;
  for (const [target, fields] of bodies) {
    for (const reads of [0, 1]) {
      const site = memorySite(TREE);
      const response = await site.send(target, fields);
      const reader = response.body?.getReader();
      for (let count = 0; count < reads; count++) await reader?.read();
      await reader?.cancel();
      await assertAllClosed(site.files);
      assertEquals(site.log.map((entry) => entry.complete), [false], `${target} ${reads}`);
    }
  }
});

Deno.test("handler: no content is read for 304, 412, HEAD and methods other than GET", async () => {
  for (const [name, target, fields, status, method] of CONTENTLESS) {
    const site = memorySite(TREE);
    site.files.before = (call) => {
      assert(call !== "read" && call !== "readSync", name);
    };
    const response = await site.send(target, fields, method);
    await response.body?.cancel();
    assertEquals(response.status, status, name);
  }
});

Deno.test("handler: a method that is not allowed makes no file-system call", async () => {
  const site = memorySite(TREE);
  const before = site.files.calls.length;
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    await (await site.send("/a.txt", {}, method)).body?.cancel();
  }
  assertEquals(site.files.calls.length, before);
});

Deno.test("handler: a file that changes during the read is sent in its new version", async () => {
  const site = memorySite(TREE);
  let changes = 0;
  site.files.before = (call, path) => {
    if (call === "readSync" && changes++ === 0) site.files.write(path, "new content");
  };
  const response = await site.send("/a.txt");
  assertEquals(await response.text(), "new content");
  assertEquals(response.headers.get("content-length"), "11");
  await assertAllClosed(site.files);
});

Deno.test("handler: a file that changes continuously is sent", async () => {
  for (const etag of ["stat", "content"] as const) {
    for (const fields of [{}, { "accept-encoding": "gzip" }]) {
      const site = memorySite(TREE, { etag });
      site.files.before = (call, path) => {
        if (call === "readSync" || call === "read") site.files.write(path, TEXT);
      };
      const response = await site.send("/a.txt", fields);
      assertEquals(response.status, 200);
      await response.bytes();
      await assertAllClosed(site.files);
    }
  }
});

Deno.test("handler: a file that shrinks during streaming is cut off, not padded", async () => {
  const site = memorySite(TREE);
  const response = await site.send("/large.bin");
  assertEquals(response.headers.get("content-length"), "1600000");
  const reader = response.body?.getReader();
  await reader?.read();
  site.files.write(`${ROOT}/large.bin`, "short");
  const failure = await reader?.read().then(() => "went on", (error: Error) => error.message);
  assertEquals(failure, "the file became shorter while it was sent");
  await assertAllClosed(site.files);
  assertEquals(site.log.map((entry) => entry.complete), [false]);
});

Deno.test("handler: a disk error is a 500 without details, reported once", async () => {
  for (const call of ["lstat", "open", "fstat", "readSync"] as const) {
    const site = memorySite(TREE);
    site.files.before = (name) => {
      if (name === call) throw Object.assign(new Error("EIO: /srv/site"), { code: "EIO" });
    };
    const response = await site.send("/a.txt");
    assertEquals([call, response.status], [call, 500]);
    assertEquals(response.headers.get("cache-control"), "no-store");
    assert(!(await response.text()).includes("EIO"));
    assertEquals(site.reports.length, 1);
    await assertAllClosed(site.files);
  }
});

Deno.test("handler: running out of descriptors is a 503 with Retry-After", async () => {
  const site = memorySite(TREE);
  site.files.before = (name) => {
    if (name === "open") throw Object.assign(new Error("EMFILE"), { code: "EMFILE" });
  };
  const response = await site.send("/a.txt");
  await response.body?.cancel();
  assertEquals([response.status, response.headers.get("retry-after")], [503, "1"]);
});
