// More files than the cache holds, and sizes on both sides of every limit: each response has the bytes of the requested
// file. Brackets describe a faulty cache that would mix files up.

import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import type { TemporaryFolder } from "../support/folder.ts";
import { HotClients, NEW } from "../support/hot.ts";
import { type RawClient, requestText } from "../support/raw.ts";
import { delay, shared, Site } from "../support/server.ts";

/** 120 MiB in total, more than a worker caches. */
const COUNT = 3000;
const SIZE = 40 * 1024;

/** In KiB: sizes at which a server may change how it reads, caches or compresses files. */
const LIMITS = [1, 64, 256, 1024];

const site = shared(() => Site.start(fill, ["--workers=2", "--quiet"]));

function fill(folder: TemporaryFolder): void {
  // All have the same size and mtime: only the path tells them apart.
  for (let number = 0; number < COUNT; number++) {
    folder.write(`many/${number % 100}/${number}.bin`, bytesOf(number, SIZE), NEW);
  }
  for (const size of sizes()) {
    folder.write(`sizes/${size}.bin`, bytesOf(size, size), NEW);
    folder.write(`sizes/${size}.txt`, bytesOf(size, size), NEW);
  }
}

function sizes(): number[] {
  return LIMITS.flatMap((limit) => [limit * 1024 - 1, limit * 1024, limit * 1024 + 1]);
}

/** Bytes that encode the file and the position. */
function bytesOf(seed: number, size: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let index = 0; index < words.length; index += 2) {
    words[index] = seed;
    words[index + 1] = index;
  }
  return new Uint8Array(words.buffer, 0, size);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function shuffle(numbers: number[]): number[] {
  for (let index = numbers.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [numbers[index], numbers[other]] = [numbers[other] ?? 0, numbers[index] ?? 0];
  }
  return numbers;
}

/** Handles the next number until all are done. */
async function fetchAll(client: RawClient, numbers: number[]): Promise<void> {
  for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
    await client.send(requestText("GET", `/many/${number % 100}/${number}.bin`));
    const { status, body } = await client.receive();
    assertEquals([status, isEqual(body, bytesOf(number, SIZE))], [200, true], `file ${number}`);
  }
}

Deno.test("hot files: each of many files has its own content [cache key without directory or inode; buffer reused while sent]", async () => {
  const { server } = site();
  await delay(1200);
  for (let round = 0; round < 2; round++) {
    using hot = await HotClients.open(server.port);
    const numbers = shuffle(Array.from({ length: COUNT }, (_, number) => number));
    await Promise.all(hot.clients.map((client) => fetchAll(client, numbers)));
  }
});

Deno.test("hot files: sizes around a limit are complete, also after growing past it [off by one]", async () => {
  const { folder, server } = site();
  using clients = await HotClients.open(server.port);
  for (const size of sizes()) {
    const name = `sizes/${size}.bin`;
    const before = await clients.warmUp(0, `/${name}`);
    assertEquals([before.cut, isEqual(before.body, bytesOf(size, size))], [false, true], name);
    for (const length of [size + 1, size - 1]) {
      folder.write(name, bytesOf(length, length), NEW);
      await delay(3);
      const { cut, body } = await clients.ask(`/${name}`);
      assertEquals([cut, isEqual(body, bytesOf(length, length))], [false, true], name);
    }
    const last = await clients.ask(`/${name}`, { Range: "bytes=-1" });
    assertEquals(isEqual(last.body, bytesOf(size - 1, size - 1).slice(-1)), true, name);
  }
});

Deno.test("hot files: sizes around a limit are complete after decompression [off by one]", async () => {
  const { server } = site();
  using clients = await HotClients.open(server.port);
  for (const size of sizes()) {
    for (let round = 0; round < 2; round++) {
      const fields = { "Accept-Encoding": "gzip" };
      const { body, field } = await clients.ask(`/sizes/${size}.txt`, fields);
      const content = field("content-encoding") === "gzip" ? gunzipSync(body) : body;
      assertEquals(isEqual(content, bytesOf(size, size)), true, `${size}`);
    }
  }
});
