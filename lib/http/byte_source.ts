/** Bytes that are produced piece by piece. `close` is called exactly once, and never during a `read`. */
export interface ByteSource {
  /** The next piece; undefined at the end. */
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
  return new ReadableStream({
    async pull(controller): Promise<void> {
      reading = true;
      try {
        const piece = await source.read();
        if (cancelled) return end(false);
        if (piece !== undefined) {
          sent += piece.byteLength;
          return controller.enqueue(piece);
        }
        if (length !== undefined && sent < length) throw new Error("the content became shorter");
        controller.close();
        end(true);
      } catch (error) {
        end(false);
        if (!cancelled) controller.error(error);
      } finally {
        reading = false;
      }
    },
    cancel(): void {
      cancelled = true;
      // A read that is under way still uses the source; it is closed when that returns.
      if (!reading) end(false);
    },
  }, { highWaterMark: 0 });
}
