import type { Buffer } from "node:buffer";
import { pipeline, Readable, type Transform } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { constants, createBrotliCompress, createGzip, createZstdCompress } from "node:zlib";
import type { ByteSource } from "../http/byte_source.ts";
import type { Coding } from "../http/content_coding.ts";

/**
 * Compression levels on the fly: higher ones cost more time than they save. They are part of entity tags, because the
 * bytes depend on them.
 */
export const LEVELS: Readonly<Record<Coding, number>> = { br: 5, zstd: 5, gzip: 6 };

/**
 * How many bytes are compressed in one turn of the event loop. The runtime compresses on the thread that serves, so other
 * requests wait for about a millisecond.
 */
export const TURN_BYTES = 64 * 1024;

/** Up to this size, in bytes, brotli may buffer the whole input. */
const MAX_WHOLE = 1024 * 1024;

/**
 * For larger input, brotli has to flush in every turn and gets a smaller window, as a power of two. With the default of
 * 22 it outputs nothing for the first 8 MiB, takes 33 MiB of memory, and then blocks for a quarter of a second. With
 * these settings it takes 10 MiB, and the output is 1 to 2% larger.
 */
const TURN_BY_TURN = { flush: constants.BROTLI_OPERATION_FLUSH };
const WINDOW = 21;

/** Encodes bytes, yielding to other requests in between. */
export async function encodeBytes(
  bytes: Uint8Array<ArrayBuffer>,
  coding: Coding,
): Promise<Uint8Array<ArrayBuffer>> {
  const source = encode(turns(bytes), bytes.byteLength, coding, () => {});
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (let piece = await source.read(); piece !== undefined; piece = await source.read()) {
      pieces.push(piece);
    }
  } finally {
    source.close();
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

async function* turns(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += TURN_BYTES) {
    if (start > 0) await setImmediate();
    yield bytes.subarray(start, start + TURN_BYTES);
  }
}

/**
 * Encodes chunks as they arrive. An error in `chunks` makes the next read fail.
 *
 * @param size The size of all chunks, in bytes; 0 if unknown.
 * @param onClose Called once, when no more chunks will be requested.
 */
export function encode(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  coding: Coding,
  onClose: () => void,
): ByteSource {
  return encodeWith(createEncoder(coding, size), chunks, onClose);
}

/** Pipes chunks through a transform stream, as {@linkcode encode} does. */
export function encodeWith(
  encoder: Transform,
  chunks: AsyncIterable<Uint8Array>,
  onClose: () => void,
): ByteSource {
  const input = Readable.from(chunks, { objectMode: false });
  // "close" comes after the promise of the last chunk has settled, even if none was requested.
  input.once("close", onClose);
  // An error reaches the reader because the pipeline destroys the encoder.
  pipeline(input, encoder, () => {});
  const output = encoder[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return {
    async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
      const next = await output.next();
      return next.done === true ? undefined : next.value as Uint8Array as Uint8Array<ArrayBuffer>;
    },
    close(): void {
      encoder.destroy();
      input.destroy();
    },
  };
}

function createEncoder(coding: Coding, size: number): Transform {
  switch (coding) {
    case "br":
      return createBrotli(size);
    case "zstd":
      // Browsers reject windows over 8 MiB (RFC 9659); level 5 has 2 MiB.
      return createZstdCompress({
        params: { [constants.ZSTD_c_compressionLevel]: LEVELS.zstd },
      });
    case "gzip":
      return createGzip({ level: LEVELS.gzip });
  }
}

function createBrotli(size: number): Transform {
  const isLarge = size === 0 || size > MAX_WHOLE;
  return createBrotliCompress({
    ...(isLarge && TURN_BY_TURN),
    params: {
      [constants.BROTLI_PARAM_QUALITY]: LEVELS.br,
      [constants.BROTLI_PARAM_SIZE_HINT]: size,
      ...(isLarge && { [constants.BROTLI_PARAM_LGWIN]: WINDOW }),
    },
  });
}
