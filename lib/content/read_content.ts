import { Buffer } from "node:buffer";
import type { ByteSource } from "../http/byte_source.ts";
import type { Piece } from "../http/multipart.ts";
import { type FileStat, isSameVersion, type OpenFile } from "../files/file_system.ts";
import { readFullSync } from "../util/read_full.ts";
import { TurnLimiter } from "../util/turn_limiter.ts";

/** Size of a read from a large file, in bytes: the fastest between 64 KiB and 1 MiB, measured. */
const CHUNK = 256 * 1024;

/**
 * How many reads for streams start in a turn of the event loop. Otherwise, when hundreds of clients download large files,
 * every other request would wait for a read for each of them, in each turn that it takes.
 */
const MAX_READS = 4;

const reads = new TurnLimiter(MAX_READS);

/**
 * Reads pieces into memory at once.
 *
 * @param stat The stat of the selected version.
 * @param length The length of all pieces, in bytes.
 * @param bytes The buffer, of this length.
 * @returns Undefined if the file is not this version. Comparing the stat after reading is enough: an equal stat means that
 * the file did not change since it was resolved.
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

/** Returns pieces of a content in memory. A single range is not copied. */
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
 * Streams pieces. The source takes over the file and closes it. A chunk's memory is freed when the next chunk is
 * requested: leaving it to the garbage collector costs several times more than reading.
 */
export function streamPieces(file: OpenFile, pieces: readonly Piece[]): ByteSource {
  const rest = [...pieces];
  let given: ArrayBuffer | undefined;
  function free(): void {
    given?.transfer(0);
    given = undefined;
  }
  return {
    async read(maxBytes = CHUNK): Promise<Uint8Array<ArrayBuffer> | undefined> {
      free();
      const piece = rest.shift();
      if (piece === undefined || piece instanceof Uint8Array) return piece;
      const { start, end } = piece;
      const turn = reads.pass();
      if (turn !== undefined) await turn;
      // The buffer is not cleared; only the bytes read into it are passed on.
      given = Buffer.allocUnsafeSlow(Math.min(maxBytes, end - start)).buffer;
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
