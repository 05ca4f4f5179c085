import type { ByteRange } from "./range.ts";

/** A piece of a body: bytes in memory, or a range of the representation. */
export type Piece = Uint8Array<ArrayBuffer> | ByteRange;

/** A multipart/byteranges body, laid out: its pieces in order, and their total length. */
export interface MultipartLayout {
  readonly contentType: string;
  /** Exact length of the body, in bytes. */
  readonly contentLength: number;
  readonly pieces: readonly Piece[];
}

/**
 * Lays out a multipart/byteranges body with parts in the given order.
 *
 * @param contentType The media type of the representation; each part repeats it.
 * @param size Size of the representation, in bytes.
 * @param boundary Must not occur in the content; 128 random bits suffice.
 * @see RFC 9110 §14.6, RFC 2046 §5.1
 */
export function layOutMultipart(
  ranges: readonly ByteRange[],
  contentType: string,
  size: number,
  boundary: string,
): MultipartLayout {
  const encoder = new TextEncoder();
  const parts = ranges.map((range, index) => ({
    range,
    head: encoder.encode(
      `${index === 0 ? "" : "\r\n"}--${boundary}\r\nContent-Type: ${contentType}\r\n` +
        `Content-Range: bytes ${range.start}-${range.end - 1}/${size}\r\n\r\n`,
    ),
  }));
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  const contentLength = parts.reduce(
    (sum, { head, range }) => sum + head.length + range.end - range.start,
    tail.length,
  );
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    contentLength,
    pieces: [...parts.flatMap(({ head, range }): Piece[] => [head, range]), tail],
  };
}
