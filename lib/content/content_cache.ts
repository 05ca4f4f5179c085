import { LRUCache } from "lru-cache";
import type { Coding } from "../http/content_coding.ts";
import { ResponseTemplate } from "../http/response_template.ts";
import { type FileStat, versionKey } from "../files/file_system.ts";

/** The memory for contents, in bytes, in each worker. */
export const CONTENT_LIMIT = 32 * 1024 * 1024;

/** What an entry costs beside its bytes, roughly, in bytes. */
const OVERHEAD = 2048;

/**
 * How many contents are remembered that were not kept, to keep one of them when it comes again. With more of them more
 * take the place of others, mostly for nothing: of 10,000 files asked for by Zipf 87.6% are found in memory (simulated)
 * with 256, 87.2% with 512, 86.7% with 1,024. More files than that, asked for in turn, again and again, do not come in.
 */
const MAX_PASSED = 256;

/** Names bytes: those of one version of a file, perhaps in a content coding. */
export function contentKey(stat: FileStat, coding?: Coding): string {
  return coding === undefined ? versionKey(stat) : `${coding}:${versionKey(stat)}`;
}

/** A content in memory, as a body. */
export interface Content {
  readonly kind: "bytes";
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fromMemory: true;
  readonly template: ResponseTemplate;
}

/** Told what becomes of contents. */
export interface ContentObserver {
  /** One was asked for and was in memory. */
  hit(): void;
  /** One was asked for and was not. */
  miss(): void;
  /** One made room for others. */
  evicted(): void;
  /** How much is kept now. @param bytes What it costs, beside a little. */
  filled(bytes: number, entries: number): void;
}

const NOBODY: ContentObserver = { hit() {}, miss() {}, evicted() {}, filled() {} };

/** Contents in memory, each of one version of a file in one coding; the least recently used go first. */
export class ContentCache {
  readonly #contents: LRUCache<string, Content>;
  readonly #passed = new LRUCache<string, true>({ max: MAX_PASSED });
  readonly #observer: ContentObserver;

  /** @param limit In bytes; what is larger than that is not kept. */
  constructor(limit: number, observer: ContentObserver = NOBODY) {
    this.#observer = observer;
    this.#contents = new LRUCache({
      maxSize: limit,
      sizeCalculation: (content) => content.bytes.byteLength + OVERHEAD,
      ...(observer !== NOBODY && {
        dispose: (_content, _key, reason) => {
          if (reason === "evict") observer.evicted();
        },
      }),
    });
  }

  /** @param key From {@linkcode contentKey}. */
  get(key: string): Content | undefined {
    const content = this.#contents.get(key);
    if (content === undefined) this.#observer.miss();
    else this.#observer.hit();
    return content;
  }

  has(key: string): boolean {
    return this.#contents.has(key);
  }

  /**
   * Whether a content that was not there is worth keeping: as long as there is room; then only when it was asked for
   * twice in a while, since most of what makes room for others would be wanted sooner.
   *
   * @param size In bytes.
   */
  admits(key: string, size: number): boolean {
    if (this.#contents.calculatedSize + size + OVERHEAD <= this.#contents.maxSize) return true;
    if (this.#passed.delete(key)) return true;
    this.#passed.set(key, true);
    return false;
  }

  /** @param bytes Nobody may change them from now on. */
  set(key: string, bytes: Uint8Array<ArrayBuffer>): Content {
    const content: Content = {
      kind: "bytes",
      bytes,
      fromMemory: true,
      template: new ResponseTemplate(),
    };
    this.#contents.set(key, content);
    this.#observer.filled(this.#contents.calculatedSize, this.#contents.size);
    return content;
  }
}
