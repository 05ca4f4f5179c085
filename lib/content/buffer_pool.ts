/** What is taken at least, in bytes: buffers that grow with each request would each be cleared by the runtime. */
const MIN_SIZE = 64 * 1024;

/**
 * Memory to read into what is sent only once. Making a buffer, and clearing it, costs more than filling it, so one is
 * used again and again; while it is taken, others are made.
 */
export class BufferPool {
  #free: ArrayBuffer | undefined;

  /** @returns Bytes that hold anything, for the caller alone until they are given back, which need not happen. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const free = this.#free;
    if (free === undefined || free.byteLength < length) {
      return new Uint8Array(new ArrayBuffer(Math.max(length, MIN_SIZE)), 0, length);
    }
    this.#free = undefined;
    return new Uint8Array(free, 0, length);
  }

  /** Gives back what was taken: nobody may look at it any more. */
  give({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (buffer.byteLength > (this.#free?.byteLength ?? 0)) this.#free = buffer;
  }
}
