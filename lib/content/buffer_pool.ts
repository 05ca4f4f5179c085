/** Minimal size of a buffer, in bytes: otherwise each slightly larger request would allocate and clear another one. */
const MIN_SIZE = 64 * 1024;

/**
 * A reusable buffer for bodies that are sent only once. Allocating and clearing a buffer costs more than filling it.
 * While the buffer is in use, others are allocated.
 */
export class BufferPool {
  #free: ArrayBuffer | undefined;

  /** Returns a buffer with arbitrary content for the caller's exclusive use. Giving it back is optional. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const free = this.#free;
    if (free === undefined || free.byteLength < length) {
      return new Uint8Array(new ArrayBuffer(Math.max(length, MIN_SIZE)), 0, length);
    }
    this.#free = undefined;
    return new Uint8Array(free, 0, length);
  }

  /** Gives a buffer back; it must not be used any more. */
  give({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (buffer.byteLength > (this.#free?.byteLength ?? 0)) this.#free = buffer;
  }
}
