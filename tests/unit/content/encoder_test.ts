import { assertEquals, assertRejects } from "@std/assert";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { encode, encodeBytes } from "../../../lib/content/encoder.ts";
import { type Coding, CODINGS } from "../../../lib/http/content_coding.ts";

const DECODERS: Readonly<Record<Coding, (bytes: Uint8Array) => Uint8Array>> = {
  br: (bytes) => brotliDecompressSync(bytes),
  zstd: (bytes) => zstdDecompressSync(bytes),
  gzip: (bytes) => gunzipSync(bytes),
};

const KIB = 1024;
const SIZES = [0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 1024 * KIB];

/** Bytes that compress a little. */
function sample(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = 1;
  for (let index = 0; index < size; index++) {
    state = Math.imul(state, 1103515245) + 12345 >>> 0;
    bytes[index] = index % 3 === 0 ? state >>> 24 : 65;
  }
  return bytes;
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.subarray(start, start + size);
  }
}

for (const coding of CODINGS) {
  Deno.test(`encodeBytes() makes ${coding} that decodes to the input`, async () => {
    for (const size of SIZES) {
      const bytes = sample(size);
      const encoded = await encodeBytes(bytes, coding);
      assertEquals(new Uint8Array(DECODERS[coding](encoded)), bytes, `${size}`);
    }
  });

  Deno.test(`encode() makes ${coding} that decodes to the chunks, and closes once`, async () => {
    for (const [size, chunk] of [[0, 1], [10, 3], [200_000, 65_536], [200_000, 1000]] as const) {
      const bytes = sample(size);
      let closed = 0;
      const source = encode(inChunks(bytes, chunk), size, coding, () => closed++);
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      for (let piece = await source.read(); piece; piece = await source.read()) pieces.push(piece);
      source.close();
      await turn();
      const encoded = await new Blob(pieces).bytes();
      assertEquals(new Uint8Array(DECODERS[coding](encoded)), bytes);
      assertEquals(closed, 1);
    }
  });

  Deno.test(`encode() in ${coding} fails where its chunks fail`, async () => {
    let closed = 0;
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* inChunks(sample(100_000), 50_000);
      throw new Error("no more");
    }
    const source = encode(failing(), 200_000, coding, () => closed++);
    await assertRejects(
      async () => {
        while (await source.read() !== undefined);
      },
      Error,
      "no more",
    );
    source.close();
    await turn();
    assertEquals(closed, 1);
  });

  Deno.test(`encode() in ${coding} may be closed before and between reads`, async () => {
    for (const reads of [0, 1, 2]) {
      let closed = 0;
      const source = encode(inChunks(sample(2_000_000), 65_536), 2_000_000, coding, () => closed++);
      for (let count = 0; count < reads; count++) await source.read();
      source.close();
      for (let count = 0; count < 20; count++) await turn();
      assertEquals(closed, 1);
    }
  });
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("encode() yields large output over several turns, in every coding", async () => {
  for (const coding of CODINGS) {
    for (const size of [0, 4 * 1024 * KIB]) {
      let turns = 0;
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        for await (const chunk of inChunks(sample(4 * 1024 * KIB), 64 * KIB)) {
          turns++;
          yield chunk;
        }
      };
      const source = encode(chunks(), size, coding, () => {});
      await source.read();
      assertEquals([coding, turns < 16], [coding, true], `${turns}`);
      source.close();
    }
  }
});

Deno.test("encodeBytes() yields to the event loop", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await encodeBytes(sample(2 * 1024 * KIB), "gzip");
  clearInterval(timer);
  assertEquals(turns > 2, true);
});
