import type { Buffer } from "node:buffer";
import { pipeline, Readable, type Transform } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { constants, createBrotliCompress, createGzip, createZstdCompress } from "node:zlib";
import type { ByteSource } from "../http/byte_source.ts";
import type { Coding } from "../http/content_coding.ts";

/**
 * The effort for each coding: where more of it no longer pays on the fly. The levels are part of entity tags,
 * because the bytes depend on them.
 */
export const LEVELS: Readonly<Record<Coding, number>> = { br: 5, zstd: 5, gzip: 6 };

/**
 * How much is compressed in one turn, in bytes. The runtime compresses on the thread that serves, so this
 * bounds how long others wait: about a millisecond.
 */
export const TURN_BYTES = 64 * 1024;

/** Up to this size, in bytes, brotli takes as much at a time as it likes: no more than what there is. */
const MAX_WHOLE = 1024 * 1024;

/**
 * What is larger brotli has to give out turn by turn, and its window is smaller, as a power of two: with the usual 22
 * it says nothing until it has seen 8 MiB, takes 33 MiB until then, and then holds up everybody for a quarter of a
 * second. So it takes 10 MiB, and the result is one or two hundredths larger.
 */
const TURN_BY_TURN = { flush: constants.BROTLI_OPERATION_FLUSH };
const WINDOW = 21;

/** Encodes bytes at hand; others get their turn meanwhile. */
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
 * Encodes chunks as they come. What fails in them fails the next read.
 *
 * @param size Of all chunks together, in bytes; 0 when it is not known.
 * @param onClose Called once, when nothing will be asked of the chunks any more.
 */
export function encode(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  coding: Coding,
  onClose: () => void,
): ByteSource {
  return encodeWith(createEncoder(coding, size), chunks, onClose);
}

/** Sends chunks through a transformation, as {@linkcode encode} does through a coding's. */
export function encodeWith(
  encoder: Transform,
  chunks: AsyncIterable<Uint8Array>,
  onClose: () => void,
): ByteSource {
  const input = Readable.from(chunks, { objectMode: false });
  // Comes after the last chunk's promise has settled, also when no chunk was ever asked for.
  input.once("close", onClose);
  // A failure reaches the reader through the encoder, which the pipeline destroys.
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
      // Browsers refuse windows over 8 MiB (RFC 9659); level 5 has 2 MiB.
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
