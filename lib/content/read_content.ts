import { Buffer } from "node:buffer";
import type { ByteSource } from "../http/byte_source.ts";
import type { Piece } from "../http/multipart.ts";
import { type FileStat, isSameVersion, type OpenFile } from "../files/file_system.ts";
import { readFullSync } from "../util/read_full.ts";
import { TurnLimiter } from "../util/turn_limiter.ts";

/** How much of a large file is read at a time, in bytes: the fastest of 64 KiB to 1 MiB, measured. */
const CHUNK = 256 * 1024;

/**
 * How many pieces of streams are begun in a turn of the event loop. When hundreds of clients begin large downloads at
 * once, what others ask for would otherwise wait, in each of the turns it takes, for a piece for every one of them.
 */
const MAX_BEGUN = 4;

const turnstile = new TurnLimiter(MAX_BEGUN);

/**
 * Reads pieces at once into memory.
 *
 * @param stat From when the response was decided.
 * @param length Of all pieces together, in bytes.
 * @param bytes What they are read into: as many.
 * @returns Undefined when the file is not, or no longer, of that version: one look afterwards tells both, since
 * between two equal stats nothing was mixed.
 */
export function readPieces(
  file: OpenFile,
  stat: FileStat,
  pieces: readonly Piece[],
  length: number,
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(length),
): Uint8Array<ArrayBuffer> | undefined {
  let offset = 0;
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      bytes.set(piece, offset);
      offset += piece.byteLength;
      continue;
    }
    const room = bytes.subarray(offset, offset + piece.end - piece.start);
    if (readFullSync(file, room, piece.start) < room.byteLength) return undefined;
    offset += room.byteLength;
  }
  return isSameVersion(file.stat(), stat) ? bytes : undefined;
}

/** Takes pieces out of a content that is in memory; what is one range of it is not copied. */
export function cutPieces(
  content: Uint8Array<ArrayBuffer>,
  pieces: readonly Piece[],
  length: number,
): Uint8Array<ArrayBuffer> {
  const cut = pieces.map((piece) =>
    piece instanceof Uint8Array ? piece : content.subarray(piece.start, piece.end)
  );
  const [only] = cut;
  if (cut.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of cut) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

/**
 * Streams pieces; the file is the source's from now on, which closes it. The memory of a piece is freed when the next
 * one is asked for: what waits for a garbage collection costs several times more than the reading.
 */
export function streamPieces(file: OpenFile, pieces: readonly Piece[]): ByteSource {
  const rest = [...pieces];
  let given: ArrayBuffer | undefined;
  function free(): void {
    given?.transfer(0);
    given = undefined;
  }
  return {
    async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
      free();
      const piece = rest.shift();
      if (piece === undefined || piece instanceof Uint8Array) return piece;
      const { start, end } = piece;
      const turn = turnstile.pass();
      if (turn !== undefined) await turn;
      // Not cleared: only what is read into it is given.
      given = Buffer.allocUnsafeSlow(Math.min(CHUNK, end - start)).buffer;
      const count = await file.read(new Uint8Array(given), start);
      if (count === 0) throw new Error("the file became shorter while it was sent");
      if (start + count < end) rest.unshift({ start: start + count, end });
      return new Uint8Array(given, 0, count);
    },
    close() {
      free();
      file.close();
    },
  };
}
