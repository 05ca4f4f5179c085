import { LRUCache } from "lru-cache";
import { isAscii } from "node:buffer";
import type { Coding } from "../http/content_coding.ts";
import { Master } from "../http/master.ts";
import { type FileStat, versionKey } from "./file_system.ts";

/** The memory for contents, in bytes, in each worker. */
export const CONTENT_LIMIT = 32 * 1024 * 1024;

/** What an entry costs beside its bytes, roughly, in bytes. */
const OVERHEAD = 512;

/** Names bytes: those of one version of a file, perhaps in a content coding. */
export function contentKey(stat: FileStat, coding?: Coding): string {
  return coding === undefined ? versionKey(stat) : `${coding}:${versionKey(stat)}`;
}

/** A content: as text when it is ASCII, since the runtime copies bytes for each response, and no text. */
export type Content =
  & { readonly fromMemory: true; readonly master: Master }
  & (
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  );

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
  /** Those that are no text. */
  readonly #binary = new WeakSet<Content>();

  readonly #observer: ContentObserver;

  /** @param limit In bytes; what is larger than that is not kept. */
  constructor(limit: number, observer: ContentObserver = NOBODY) {
    this.#observer = observer;
    this.#contents = new LRUCache({
      maxSize: limit,
      sizeCalculation: (content) => sizeOf(content) + OVERHEAD,
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
    if (content === undefined || content.kind === "text" || this.#binary.has(content)) {
      return content;
    }
    // What comes again may come often: not before is it worth a look whether it can be text.
    const text = toText(content.bytes);
    if (text === undefined) this.#binary.add(content);
    else this.#contents.set(key, text);
    return text ?? content;
  }

  has(key: string): boolean {
    return this.#contents.has(key);
  }

  /** @param bytes Nobody may change them from now on. */
  set(key: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#contents.set(key, { kind: "bytes", bytes, ...kept() });
    this.#observer.filled(this.#contents.calculatedSize, this.#contents.size);
  }
}

/** The length of a content, in bytes. */
export function sizeOf(content: Content): number {
  return content.kind === "text" ? content.text.length : content.bytes.byteLength;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a content. */
export function bytesOf(content: Content): Uint8Array<ArrayBuffer> {
  return content.kind === "text" ? encoder.encode(content.text) : content.bytes;
}

function kept(): { readonly fromMemory: true; readonly master: Master } {
  return { fromMemory: true, master: new Master() };
}

function toText(bytes: Uint8Array<ArrayBuffer>): Content | undefined {
  return isAscii(bytes) ? { kind: "text", text: decoder.decode(bytes), ...kept() } : undefined;
}
