/** A pull source of byte chunks. `close` is called exactly once, and never during a `read`. */
export interface ByteSource {
  /**
   * Returns the next chunk; undefined at the end. The next `read` may invalidate the chunk's bytes, so the consumer
   * must copy them first or, like the runtime's server, keep a reference to their memory.
   *
   * @param maxBytes A hint for the size of the chunk.
   */
  read(maxBytes?: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  close(): void;
  /** Called when the client leaves during a read, which then should end soon. */
  cancel?(): void;
  /** Called when the body starts, with a function that fails it while no read is in progress. */
  onStart?(fail: (error: Error) => void): void;
}

/** Returns a source of bytes in memory. */
export function bytesSource(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  let position = 0;
  return {
    read(maxBytes = bytes.byteLength): Promise<Uint8Array<ArrayBuffer> | undefined> {
      const start = position;
      position = Math.min(start + maxBytes, bytes.byteLength);
      return Promise.resolve(start < position ? bytes.subarray(start, position) : undefined);
    },
    close() {},
  };
}

/** Called when a body ends, with the number of bytes passed to the connection and whether they were all. */
export type BodyEnd = (bytes: number, complete: boolean) => void;

/**
 * Returns a response body that is pulled from a source as fast as the client reads; nothing is read ahead.
 *
 * @param length The Content-Length, in bytes. If the source ends early, the stream fails and the runtime cuts the
 * connection, so that the client detects the truncation.
 */
export function toReadableStream(
  source: ByteSource,
  length: number | undefined,
  onEnd: BodyEnd,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = 0;
  let reading = false;
  let cancelled = false;
  function end(complete: boolean): void {
    source.close();
    onEnd(sent, complete);
  }
  async function readNext(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    reading = true;
    try {
      const chunk = await source.read();
      if (chunk === undefined && length !== undefined && sent < length) {
        throw new Error("the content became shorter");
      }
      return chunk;
    } finally {
      reading = false;
    }
  }
  return new ReadableStream({
    start(controller): void {
      source.onStart?.((error) => {
        if (cancelled) return;
        cancelled = true;
        controller.error(error);
        if (reading) source.cancel?.();
        else end(false);
      });
    },
    async pull(controller): Promise<void> {
      let chunk: Uint8Array<ArrayBuffer> | undefined;
      try {
        chunk = await readNext();
      } catch (error) {
        end(false);
        if (!cancelled) controller.error(error);
        return;
      }
      if (cancelled) return end(false);
      if (chunk === undefined) {
        controller.close();
        return end(true);
      }
      sent += chunk.byteLength;
      // If the client has disconnected, the stream may be cancelled before enqueue() returns.
      controller.enqueue(chunk);
    },
    cancel(): void {
      cancelled = true;
      // A read in progress still uses the source; pull() closes it when the read returns.
      if (reading) source.cancel?.();
      else end(false);
    },
  }, { highWaterMark: 0 });
}
