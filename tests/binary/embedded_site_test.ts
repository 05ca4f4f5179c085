// An embedded site behaves as on disk: both get the same requests, and the responses are compared.

import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { compileSite } from "../support/compile.ts";
import { TemporaryFolder } from "../support/folder.ts";
import type { RawResponse } from "../support/raw.ts";
import { Server, shared } from "../support/server.ts";

const TIME = new Date(Date.UTC(2023, 4, 6, 7, 8, 9, 123));
const TEXT = "words that come again and again. ".repeat(200);
const SECRET = "denied content 4711";
const OPTIONS = ["--port=0", "--workers=2", "--quiet"];

/** The same site on disk and in an executable, both served. */
class Twins implements AsyncDisposable {
  private constructor(
    readonly top: TemporaryFolder,
    readonly disk: Server,
    readonly embedded: Server,
    readonly output: string,
  ) {}

  static async start(): Promise<Twins> {
    const top = new TemporaryFolder();
    fill(top);
    const { stdout, stderr } = await compileSite(top.at("site"), top.at("twin"));
    const disk = await Server.start([top.at("site"), ...OPTIONS]);
    const embedded = await Server.start(OPTIONS, { command: [top.at("twin")] });
    return new Twins(top, disk, embedded, stdout + stderr);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disk[Symbol.asyncDispose]();
    await this.embedded[Symbol.asyncDispose]();
    this.top[Symbol.dispose]();
  }
}

function fill(top: TemporaryFolder): void {
  top.write("secret.txt", SECRET);
  top.write("site/index.html", "<h1>home</h1>", TIME);
  top.write("site/404.html", "<h1>lost</h1>", TIME);
  top.write("site/_headers", "/a.txt\n  X-Added: yes\n", TIME);
  top.write("site/_redirects", "/old /a.txt 301\n", TIME);
  top.write("site/a.txt", "aaaaa", TIME);
  top.write("site/b.txt", "bbbbb", TIME);
  top.write("site/files/c.txt", "ccccc", TIME);
  top.write("site/files/text.txt", TEXT, TIME);
  top.write("site/files/own.css", TEXT, TIME);
  top.write("site/files/own.css.gz", "made by hand", TIME);
  top.write("site/files/empty", "", TIME);
  top.write("site/files/100% ü.txt", "odd name", TIME);
  const large = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
  top.write("site/large.bin", large, TIME);
  top.write("site/.env", SECRET, TIME);
  top.write("site/.well-known/security.txt", "Contact: x", TIME);
  top.link("a.txt", "site/files/in.txt");
  Deno.removeSync(top.at("site/files/in.txt"));
  top.link("../a.txt", "site/files/in.txt");
  top.link(top.at("site/a.txt"), "site/files/absolute.txt");
  top.link(".", "site/files/self");
  top.link("files", "site/alias");
  top.link("../secret.txt", "site/out.txt");
  top.link("..", "site/outside");
  top.link("none", "site/files/dangling");
  top.link(".env", "site/env.txt");
  Deno.utimeSync(top.at("site/files"), TIME, new Date(Date.UTC(2022, 1, 1)));
}

const twins = shared(() => Twins.start());

/** Sends a request to both, and expects the same response. */
async function same(
  target: string,
  fields: Record<string, string> = {},
  method = "GET",
): Promise<RawResponse> {
  const [disk, embedded] = await Promise.all([
    twins().disk.request(target, fields, method),
    twins().embedded.request(target, fields, method),
  ]);
  assertEquals(outline(embedded), outline(disk), `${method} ${target} ${JSON.stringify(fields)}`);
  assert(!embedded.text.includes(SECRET) && !embedded.text.includes("deno-compile"), target);
  return embedded;
}

function outline({ status, fields, text }: RawResponse): unknown {
  // Each multipart response has a different boundary.
  const [, boundary] = /boundary=([^;\s"]+)/.exec(fields.flat().join(" ")) ?? [];
  const plain = (value: string) =>
    boundary === undefined ? value : value.replaceAll(boundary, "BOUNDARY");
  const kept = fields.filter(([name]) => !["date", "x-request-id"].includes(name.toLowerCase()));
  return [status, kept.map(([name, value]) => [name, plain(value)]), plain(text)];
}

Deno.test("embedded site: files have the same ETag and Last-Modified as on disk", async () => {
  for (const name of ["/", "/a.txt", "/b.txt", "/files/c.txt", "/files/empty", "/large.bin"]) {
    const { status, field } = await same(name);
    assertEquals([name, status], [name, 200]);
    assertEquals(field("last-modified"), TIME.toUTCString());
    await same(name, {}, "HEAD");
  }
  assertEquals((await same("/files/100%25%20%C3%BC.txt")).text, "odd name");
  assertEquals((await same("/a.txt")).text, "aaaaa");
  // The files have the same size and mtime: only the name tells them apart.
  assertEquals((await same("/b.txt")).text, "bbbbb");
  assertEquals((await same("/files/c.txt")).text, "ccccc");
});

Deno.test("embedded site: conditional requests", async () => {
  const { field } = await same("/a.txt");
  const [tag, date] = [field("etag") ?? "", field("last-modified") ?? ""];
  assertEquals((await same("/a.txt", { "If-None-Match": tag })).status, 304);
  assertEquals((await same("/a.txt", { "If-None-Match": '"other"' })).status, 200);
  assertEquals((await same("/a.txt", { "If-Modified-Since": date })).status, 304);
  assertEquals((await same("/a.txt", { "If-Match": '"other"' })).status, 412);
  assertEquals((await same("/a.txt", { "If-Range": tag, Range: "bytes=1-2" })).status, 206);
  assertEquals((await same("/a.txt", { "If-Range": '"other"', Range: "bytes=1-2" })).status, 200);
});

Deno.test("embedded site: ranges", async () => {
  for (const range of ["0-0", "1-", "-2", "2999990-", "100-1999999", "0-1,2999998-", "-3000001"]) {
    assertEquals((await same("/large.bin", { Range: `bytes=${range}` })).status, 206, range);
  }
  assertEquals((await same("/large.bin", { Range: "bytes=3000000-" })).status, 416);
  assertEquals((await same("/files/empty", { Range: "bytes=0-" })).status, 416);
  assertEquals((await same("/files/text.txt", { Range: "bytes=6-9" })).text, "that");
});

Deno.test("embedded site: listings omit generated sidecars", async () => {
  for (
    const query of ["?format=json", "?format=json&sort=modified&order=desc", "?format=text", ""]
  ) {
    assertEquals((await same(`/files/${query}`)).status, 200);
  }
  const { entries } = JSON.parse((await same("/files/?format=json")).text);
  const names = entries.map(({ name }: { name: string }) => name);
  assert(names.includes("own.css.gz") && !names.includes("text.txt.br"));
  assertEquals((await same("/.well-known/?format=text")).status, 200);
});

Deno.test("embedded site: folders, errors, links, dotfiles and settings", async () => {
  const statuses = {
    "/files": 301,
    "/none": 404,
    "/a.txt/": 404,
    "/files/none/": 404,
    "/files/in.txt": 200,
    "/files/absolute.txt": 200,
    "/files/self/self/c.txt": 200,
    "/alias": 301,
    "/alias/c.txt": 200,
    "/out.txt": 404,
    "/outside": 404,
    "/outside/": 404,
    "/outside/secret.txt": 404,
    "/files/dangling": 404,
    "/env.txt": 404,
    "/.env": 404,
    "/.well-known/security.txt": 200,
    "/_headers": 404,
    "/_redirects": 404,
    "/%2e%2e/main.js": 400,
    "/..%2fmain.js": 404,
  };
  for (const [target, status] of Object.entries(statuses)) {
    assertEquals([target, (await same(target)).status], [target, status]);
  }
  await same("/old");
  await same("/a.txt", {}, "OPTIONS");
  await same("/a.txt", {}, "POST");
});

Deno.test("embedded site: files are precompressed at the highest level", async () => {
  const decoders = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync };
  for (const [coding, decode] of Object.entries(decoders)) {
    const fields = { "Accept-Encoding": coding };
    const embedded = await twins().embedded.request("/files/text.txt", fields);
    const disk = await twins().disk.request("/files/text.txt", fields);
    assertEquals(embedded.field("content-encoding"), coding);
    assertEquals(decode(embedded.body).toString(), TEXT);
    assertEquals(embedded.field("content-length"), `${embedded.body.byteLength}`);
    assertEquals(embedded.field("vary"), disk.field("vary"));
    assert(embedded.body.byteLength <= disk.body.byteLength, coding);
    // Compressing on the fly gives different bytes, and so a different ETag.
    assertNotEquals(embedded.field("etag"), disk.field("etag"));
    const again = { ...fields, "If-None-Match": embedded.field("etag") ?? "" };
    assertEquals((await twins().embedded.request("/files/text.txt", again)).status, 304);
  }
  // An existing sidecar is kept.
  const own = await same("/files/own.css", { "Accept-Encoding": "gzip" });
  assertEquals(own.text, "made by hand");
});

Deno.test("embedded site: the compiler reports files that are left out", () => {
  for (
    const name of [".env (a dotfile)", "out.txt (a link", "outside (a link", "env.txt (a link"]
  ) {
    assertStringIncludes(twins().output, name);
  }
  const bytes = Buffer.from(Deno.readFileSync(twins().top.at("twin")).buffer);
  assert(bytes.includes("made by hand") && !bytes.includes(SECRET));
});

Deno.test("embedded site: ETag and Last-Modified stay the same under another file name and after a restart", async () => {
  const { top, embedded } = twins();
  Deno.copyFileSync(top.at("twin"), top.at("renamed"));
  const env = { TMPDIR: top.path };
  await using other = await Server.start(OPTIONS, { command: [top.at("renamed")], env });
  for (const target of ["/a.txt", "/files/text.txt", "/large.bin"]) {
    const fields = { "Accept-Encoding": "br" };
    const one = await embedded.request(target, fields);
    assertEquals(outline(await other.request(target, fields)), outline(one));
  }
  assertEquals(
    (await other.request("/files/?format=json")).text,
    (await same("/files/?format=json")).text,
  );
});

Deno.test("embedded site: --etag content and the ready line", async () => {
  const { top } = twins();
  const options = [...OPTIONS, "--etag=content"];
  await using disk = await Server.start([top.at("site"), ...options]);
  await using embedded = await Server.start(options, { command: [top.at("twin")] });
  for (const target of ["/a.txt", "/b.txt", "/large.bin"]) {
    const [one, other] = [await disk.request(target), await embedded.request(target)];
    assertEquals(other.field("etag"), one.field("etag"));
  }
  assert(embedded.stderr.startsWith("Serving the embedded site at http://127.0.0.1:"));
});

Deno.test("embedded site: an executable also serves a folder on disk", async () => {
  const { top } = twins();
  top.write("other/x.txt", "x");
  const command = [top.at("twin")];
  await using server = await Server.start([top.at("other"), ...OPTIONS], { command });
  assertEquals((await server.request("/x.txt")).text, "x");
  assertEquals((await server.request("/a.txt")).status, 404);
});
