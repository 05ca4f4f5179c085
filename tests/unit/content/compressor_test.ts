import { assertEquals, assertRejects } from "@std/assert";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { Compressor, MAX_KEPT_SIZE } from "../../../lib/content/compressor.ts";
import { ContentCache, contentKey } from "../../../lib/content/content_cache.ts";
import { type OpenedFile, openFile } from "../../support/open_file.ts";
import type { ByteSource } from "../../../lib/http/byte_source.ts";
import { file, type MemoryFileSystem } from "../../support/memory_file_system.ts";
import { assertAllClosed, memoryFiles, memoryServedRoot, ROOT } from "../../support/memory_site.ts";

/** Of what is kept, in bytes. */
const LIMIT = 32 * 1024 * 1024;

const TEXT = "some text that is worth it, ".repeat(100);

function open(files: MemoryFileSystem, name: string): OpenedFile {
  const found = openFile(memoryServedRoot(files), [name]);
  if (found === undefined) throw new Error("not opened");
  return found;
}

function reads(files: MemoryFileSystem): number {
  return files.calls.filter((call) => /^read(?:Sync)? /.test(call)).length;
}

/** Compresses a file, which is closed at once, as the file is read by then. */
function compress(compressor: Compressor, files: MemoryFileSystem, name: string) {
  const { file, stat } = open(files, name);
  const made = compressor.compress(file, stat, "gzip");
  file.close();
  return made;
}

async function readAll(source: ByteSource): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let piece = await source.read(); piece; piece = await source.read()) pieces.push(piece);
  return await new Blob(pieces).bytes();
}

Deno.test("Compressor.compress() compresses once, and keeps it for each coding apart", async () => {
  const files = memoryFiles({ "a.txt": TEXT });
  const contents = new ContentCache(LIMIT);
  const compressor = new Compressor(contents);
  const { file, stat } = open(files, "a.txt");
  assertEquals(contents.get(contentKey(stat, "gzip")), undefined);
  const made = await compressor.compress(file, stat, "gzip");
  assertEquals(gunzipSync(made ?? "").toString(), TEXT);
  assertEquals(contents.get(contentKey(stat, "gzip"))?.bytes, made);
  assertEquals(contents.get(contentKey(stat, "zstd")), undefined);
  const zstd = await compressor.compress(file, stat, "zstd");
  assertEquals(zstdDecompressSync(zstd ?? "").toString(), TEXT);
  file.close();
  await assertAllClosed(files);
});

Deno.test("Compressor.compress() is shared by all that ask at the same time", async () => {
  const files = memoryFiles({ "a.txt": TEXT });
  const contents = new ContentCache(LIMIT);
  const compressor = new Compressor(contents);
  const made = await Promise.all([1, 2, 3].map(() => compress(compressor, files, "a.txt")));
  assertEquals(made[0] === made[1] && made[1] === made[2], true);
  assertEquals(reads(files), 1);
});

Deno.test("Compressor.compress() keeps and shares nothing that was written just now", async () => {
  const files = memoryFiles({ "a.txt": file(TEXT, { mtime: Date.now() }) });
  const contents = new ContentCache(LIMIT);
  const compressor = new Compressor(contents);
  await Promise.all([1, 2].map(() => compress(compressor, files, "a.txt")));
  assertEquals(reads(files), 2);
  const { file: opened, stat } = open(files, "a.txt");
  assertEquals(contents.get(contentKey(stat, "gzip")), undefined);
  opened.close();
});

Deno.test("Compressor.compress() goes by the inode's time too, which nobody can set back", async () => {
  const files = memoryFiles({ "a.txt": file(TEXT, { mtime: 0, ctime: Date.now() }) });
  const contents = new ContentCache(LIMIT);
  const compressor = new Compressor(contents);
  await compress(compressor, files, "a.txt");
  const { file: opened, stat } = open(files, "a.txt");
  assertEquals(contents.get(contentKey(stat, "gzip")), undefined);
  opened.close();
});

Deno.test("Compressor.compress() is undefined for a file that changed", async () => {
  const files = memoryFiles({ "a.txt": TEXT });
  const contents = new ContentCache(LIMIT);
  const compressor = new Compressor(contents);
  const { file, stat } = open(files, "a.txt");
  files.write(`${ROOT}/a.txt`, TEXT.toUpperCase());
  assertEquals(compressor.compress(file, stat, "gzip"), undefined);
  file.close();
  const made = await compress(compressor, files, "a.txt");
  assertEquals(gunzipSync(made ?? "").toString(), TEXT.toUpperCase());
});

Deno.test("Compressor keeps at most 32 MiB, what was used last", async () => {
  const noise = new Uint8Array(MAX_KEPT_SIZE);
  for (let at = 0; at < noise.length; at += 65_536) {
    crypto.getRandomValues(noise.subarray(at, at + 65_536));
  }
  const names = Array.from({ length: 34 }, (_, index) => `${index}`);
  const files = memoryFiles(Object.fromEntries(names.map((name) => [name, noise])));
  const contents = new ContentCache(LIMIT);
  const compressor = new Compressor(contents);
  const stats = [];
  for (const name of names) {
    const { file, stat } = open(files, name);
    await compressor.compress(file, stat, "zstd");
    stats.push(stat);
    file.close();
    const first = stats[0];
    if (first !== undefined) contents.get(contentKey(first, "zstd"));
  }
  const kept = stats.map((stat) => contents.get(contentKey(stat, "zstd")) !== undefined);
  assertEquals(kept.filter(Boolean).length, 31);
  assertEquals([kept[0], kept[1], kept[2], kept[33]], [true, false, false, true]);
});

Deno.test("Compressor.isAvailable() bounds what runs, except for what is kept or under way", async () => {
  const files = memoryFiles({ "a.txt": TEXT, "kept.txt": TEXT, "big.txt": "" });
  files.write(`${ROOT}/big.txt`, new Uint8Array(MAX_KEPT_SIZE + 1));
  const contents = new ContentCache(LIMIT);
  const compressor = new Compressor(contents);
  await compress(compressor, files, "kept.txt");
  const kept = open(files, "kept.txt");
  const small = open(files, "a.txt");
  const big = open(files, "big.txt");
  const sources: ByteSource[] = [];
  const start = (): void => {
    const { file, stat } = open(files, "big.txt");
    sources.push(compressor.stream(file, stat, "gzip"));
  };
  while (compressor.isAvailable(big.stat, "gzip") && sources.length < 1000) start();
  assertEquals(sources.length, 16);
  assertEquals(compressor.isAvailable(small.stat, "gzip"), true);
  while (compressor.isAvailable(small.stat, "gzip") && sources.length < 1000) start();
  assertEquals(sources.length, 32);
  assertEquals(compressor.isAvailable(kept.stat, "gzip"), true);
  assertEquals(compressor.isAvailable(kept.stat, "br"), false);
  for (const source of sources) source.close();
  assertEquals(compressor.isAvailable(big.stat, "gzip"), true);
  for (const { file } of [kept, small, big]) file.close();
  await assertAllClosed(files);
});

Deno.test("Compressor.isAvailable() is told when a compression has ended or failed", async () => {
  const files = memoryFiles({ "a.txt": TEXT, "big.txt": new Uint8Array(MAX_KEPT_SIZE + 1) });
  const contents = new ContentCache(LIMIT);
  const compressor = new Compressor(contents);
  for (let count = 0; count < 20; count++) {
    files.write(`${ROOT}/a.txt`, `${count}${TEXT}`);
    await compress(compressor, files, "a.txt");
  }
  const big = open(files, "big.txt");
  assertEquals(compressor.isAvailable(big.stat, "gzip"), true);
  big.file.close();
});

Deno.test("Compressor.stream() gives the whole file, and closes it", async () => {
  const content = new Uint8Array(300_000).map((_, index) => index >> 4);
  for (const maxReadBytes of [Infinity, 50_000]) {
    const files = memoryFiles({ "a.txt": content });
    files.maxReadBytes = maxReadBytes;
    const { file, stat } = open(files, "a.txt");
    const source = new Compressor(new ContentCache(2 ** 25)).stream(file, stat, "gzip");
    assertEquals(new Uint8Array(gunzipSync(await readAll(source))), content);
    source.close();
    await assertAllClosed(files);
  }
});

Deno.test("Compressor.stream() sends nothing of what was appended meanwhile", async () => {
  const files = memoryFiles({ "a.txt": TEXT });
  const { file, stat } = open(files, "a.txt");
  const source = new Compressor(new ContentCache(2 ** 25)).stream(file, stat, "gzip");
  files.write(`${ROOT}/a.txt`, `${TEXT}more`);
  assertEquals(gunzipSync(await readAll(source)).toString(), TEXT);
  source.close();
  await assertAllClosed(files);
});

Deno.test("Compressor.stream() fails when the file becomes shorter, and closes it", async () => {
  const files = memoryFiles({ "a.txt": new Uint8Array(300_000) });
  const { file, stat } = open(files, "a.txt");
  const source = new Compressor(new ContentCache(2 ** 25)).stream(file, stat, "gzip");
  files.write(`${ROOT}/a.txt`, new Uint8Array(100_000));
  await assertRejects(() => readAll(source), Error, "shorter");
  source.close();
  await assertAllClosed(files);
});

Deno.test("Compressor.stream() closes the file when it is closed early, never during a read", async () => {
  for (const count of [0, 1]) {
    const files = memoryFiles({ "a.txt": crypto.getRandomValues(new Uint8Array(65_536)) });
    const { file, stat } = open(files, "a.txt");
    const source = new Compressor(new ContentCache(2 ** 25)).stream(file, stat, "gzip");
    for (let read = 0; read < count; read++) await source.read();
    source.close();
    await assertAllClosed(files);
  }
});
