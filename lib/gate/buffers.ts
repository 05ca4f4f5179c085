/** For requests, which are mostly short heads, and for small responses; in bytes. */
const SMALL = 4 * 1024;

/** For large responses, in bytes. A connection holds such a buffer only while a large response lasts. */
const LARGE = 64 * 1024;

/** Maximum number of free large buffers. */
const MAX_FREE = 64;

const freeBuffers: Uint8Array<ArrayBuffer>[] = [];

/** Returns a buffer to read requests into. */
export function createSmallBuffer(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(SMALL);
}

/** The buffer that a connection's responses are read into: large while reads fill it, otherwise small. */
export class ResponseBuffer {
  readonly #small = createSmallBuffer();
  #current = this.#small;

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#current;
  }

  /** Chooses the size for the next read; discards the contents. @param count Number of bytes of the last read. */
  adapt(count: number): void {
    if (count < this.#current.byteLength) this.release();
    else if (this.#current === this.#small) {
      this.#current = freeBuffers.pop() ?? new Uint8Array(LARGE);
    }
  }

  /** Returns a large buffer to the free list. */
  release(): void {
    if (this.#current !== this.#small && freeBuffers.length < MAX_FREE) {
      freeBuffers.push(this.#current);
    }
    this.#current = this.#small;
  }
}
