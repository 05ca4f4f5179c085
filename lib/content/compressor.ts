import type { ByteSource } from "../http/byte_source.ts";
import type { Coding } from "../http/content_coding.ts";
import { readPieces } from "./read_content.ts";
import { type ContentCache, contentKey } from "./content_cache.ts";
import { encode, encodeBytes, TURN_BYTES } from "./encoder.ts";
import { type FileStat, mtimeIsReliable, type OpenFile } from "../files/file_system.ts";

/** Files up to this size, in bytes, are compressed once and kept in memory. */
export const MAX_KEPT_SIZE = 1024 * 1024;

/**
 * How many compressions may run at the same time per worker, for small and for large files. Each has some megabytes of
 * state (brotli: 6 and 10 MiB). Small files take milliseconds, large ones as long as the client reads.
 */
const MAX_RUNNING = { small: 32, large: 16 } as const;

/** Compresses files on the fly: small ones at once, large ones as streams. */
export class Compressor {
  readonly #contents: ContentCache;
  readonly #pending = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  #running = 0;

  /** @param contents Keeps the compressed contents of small files. */
  constructor(contents: ContentCache) {
    this.#contents = contents;
  }

  /** Whether a file can be compressed now, or its compressed content is in memory. */
  isAvailable(stat: FileStat, coding: Coding): boolean {
    const limit = stat.size <= MAX_KEPT_SIZE ? MAX_RUNNING.small : MAX_RUNNING.large;
    const key = contentKey(stat, coding);
    return this.#running < limit || this.#contents.has(key) || this.#pending.has(key);
  }

  /**
   * Compresses a file of at most {@linkcode MAX_KEPT_SIZE} bytes, once for concurrent requests. The file is read before
   * this returns and may be closed then.
   *
   * @returns Undefined if the file is no longer the version of `stat`.
   */
  compress(
    file: OpenFile,
    stat: FileStat,
    coding: Coding,
  ): Promise<Uint8Array<ArrayBuffer>> | undefined {
    const key = contentKey(stat, coding);
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const isReliable = mtimeIsReliable(stat, Date.now());
    const bytes = readPieces(file, stat, [{ start: 0, end: stat.size }], stat.size);
    if (bytes === undefined) return undefined;
    this.#running++;
    const compressing = encodeBytes(bytes, coding).then((compressed) => {
      if (isReliable) this.#contents.set(key, compressed);
      return compressed;
    }).finally(() => {
      this.#running--;
      this.#pending.delete(key);
    });
    // A file written just now may be written again without its times showing it: don't share its content.
    if (!isReliable) return compressing;
    this.#pending.set(key, compressing);
    return compressing;
  }

  /** Compresses a file as a stream. The source closes the file. */
  stream(file: OpenFile, stat: FileStat, coding: Coding): ByteSource {
    this.#running++;
    const source = encode(chunksOf(file, stat.size), stat.size, coding, () => file.close());
    return {
      read: () => source.read(),
      close: () => {
        this.#running--;
        source.close();
      },
    };
  }
}

async function* chunksOf(file: OpenFile, size: number): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < size;) {
    const buffer = new Uint8Array(Math.min(TURN_BYTES, size - position));
    const count = await file.read(buffer, position);
    if (count === 0) throw new Error("the file became shorter while it was compressed");
    position += count;
    yield buffer.subarray(0, count);
  }
}
