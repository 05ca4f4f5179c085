import type { ByteSource } from "../http/byte_source.ts";
import type { Coding } from "../http/content_coding.ts";
import { readPieces } from "./read_content.ts";
import { type ContentCache, contentKey } from "./content_cache.ts";
import { encode, encodeBytes, TURN_BYTES } from "./encoder.ts";
import { type FileStat, mtimeIsReliable, type OpenFile } from "../files/file_system.ts";

/** Files up to this size, in bytes, are compressed once and then sent from memory. */
export const MAX_KEPT_SIZE = 1024 * 1024;

/**
 * How many compressions may run at the same time in a worker, of small and of large files: each has some
 * megabytes of state (6 and 10 MiB of brotli). Small ones are soon over, large ones last as long as their client reads.
 */
const MAX_RUNNING = { small: 32, large: 16 } as const;

/** Compressed contents, made on the fly: small ones are kept, large ones are streams. */
export class Compressor {
  readonly #kept: ContentCache;
  readonly #underWay = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  #running = 0;

  /** @param kept Where contents are kept, and those of others too. */
  constructor(kept: ContentCache) {
    this.#kept = kept;
  }

  /** Whether this can be had now; compressing costs time and memory, of which there is only so much. */
  isAvailable(stat: FileStat, coding: Coding): boolean {
    const limit = stat.size <= MAX_KEPT_SIZE ? MAX_RUNNING.small : MAX_RUNNING.large;
    const key = contentKey(stat, coding);
    return this.#running < limit || this.#kept.has(key) || this.#underWay.has(key);
  }

  /**
   * Compresses a file of at most {@linkcode MAX_KEPT_SIZE} bytes, once for all that ask at the same time.
   * The file is read at once, and may be closed when this returns.
   *
   * @returns Undefined when the file is no longer the version of `stat`.
   */
  compress(
    file: OpenFile,
    stat: FileStat,
    coding: Coding,
  ): Promise<Uint8Array<ArrayBuffer>> | undefined {
    const key = contentKey(stat, coding);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const settled = mtimeIsReliable(stat, Date.now());
    const bytes = readPieces(file, stat, [{ start: 0, end: stat.size }], stat.size);
    if (bytes === undefined) return undefined;
    this.#running++;
    const compressing = encodeBytes(bytes, coding).then((compressed) => {
      if (settled) this.#kept.set(key, compressed);
      return compressed;
    }).finally(() => {
      this.#running--;
      this.#underWay.delete(key);
    });
    // What was written just now may be written again without its times showing it: that is not shared.
    if (!settled) return compressing;
    this.#underWay.set(key, compressing);
    return compressing;
  }

  /** Compresses a file as a stream. @param file Is closed by the source. */
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
