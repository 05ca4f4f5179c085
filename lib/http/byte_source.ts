/** Bytes that are produced piece by piece. `close` is called exactly once, and never during a `read`. */
export interface ByteSource {
  /**
   * The next piece; undefined at the end. Its bytes may be gone when the next one is asked for: whoever takes it copies
   * them before or, as the runtime's server does, holds on to the memory that they are in.
   */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  close(): void;
}

/** How a body ended: how many bytes were handed to the connection, and whether those were all. */
export type BodyEnd = (bytes: number, complete: boolean) => void;

/**
 * The body of a response, pulled from a source as fast as the client takes it: nothing is read ahead.
 *
 * @param length What Content-Length says, in bytes. A source that ends before is an error: the connection is
 * cut, so that the client knows, and nothing is padded.
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
      const piece = await source.read();
      if (piece === undefined && length !== undefined && sent < length) {
        throw new Error("the content became shorter");
      }
      return piece;
    } finally {
      reading = false;
    }
  }
  return new ReadableStream({
    async pull(controller): Promise<void> {
      let piece: Uint8Array<ArrayBuffer> | undefined;
      try {
        piece = await readNext();
      } catch (error) {
        end(false);
        if (!cancelled) controller.error(error);
        return;
      }
      if (cancelled) return end(false);
      if (piece === undefined) {
        controller.close();
        return end(true);
      }
      sent += piece.byteLength;
      // A client that has gone away shows here: the stream may be cancelled before this returns.
      controller.enqueue(piece);
    },
    cancel(): void {
      cancelled = true;
      // A read that is under way still uses the source; it is closed when that returns.
      if (!reading) end(false);
    },
  }, { highWaterMark: 0 });
}
