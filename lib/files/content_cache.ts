import { LRUCache } from "lru-cache";
import type { Coding } from "../http/content_coding.ts";
import { type FileStat, versionKey } from "./file_system.ts";

/** What an entry costs beside its bytes, roughly, in bytes. */
const OVERHEAD = 512;

/** Names bytes: those of one version of a file, perhaps in a content coding. */
export function contentKey(stat: FileStat, coding?: Coding): string {
  return coding === undefined ? versionKey(stat) : `${coding}:${versionKey(stat)}`;
}

/** Contents in memory, each of one version of a file in one coding; the least recently used go first. */
export class ContentCache {
  readonly #contents: LRUCache<string, Uint8Array<ArrayBuffer>>;

  /** @param limit In bytes; what is larger than that is not kept. */
  constructor(limit: number) {
    this.#contents = new LRUCache({
      maxSize: limit,
      sizeCalculation: (bytes) => bytes.byteLength + OVERHEAD,
    });
  }

  /** @param key From {@linkcode contentKey}. */
  get(key: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#contents.get(key);
  }

  has(key: string): boolean {
    return this.#contents.has(key);
  }

  /** @param bytes Nobody may change them from now on. */
  set(key: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#contents.set(key, bytes);
  }
}
