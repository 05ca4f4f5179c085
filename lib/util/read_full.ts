/** A file that can be read at a position. */
export interface PositionedReader {
  /** Reads at most `buffer.byteLength` bytes. @returns The number of bytes read; 0 at the end of the file. */
  readSync(buffer: Uint8Array, position: number): number;
}

/**
 * Reads from `position` until the buffer is full or the file ends.
 *
 * @returns The number of bytes read; less than `buffer.byteLength` only at the end of the file.
 */
export function readFullSync(file: PositionedReader, buffer: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < buffer.byteLength) {
    const rest = filled === 0 ? buffer : buffer.subarray(filled);
    const count = file.readSync(rest, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
