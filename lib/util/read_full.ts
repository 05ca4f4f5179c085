/**
 * Reads from `position` until the buffer is full or the file ends: `readSync` may read less, and returns 0 at the end.
 *
 * @returns The number of bytes read; less than `buffer.byteLength` only at the end of the file.
 */
export function readFullSync(
  file: { readSync(buffer: Uint8Array, position: number): number },
  buffer: Uint8Array,
  position: number,
): number {
  let filled = 0;
  while (filled < buffer.byteLength) {
    const rest = filled === 0 ? buffer : buffer.subarray(filled);
    const count = file.readSync(rest, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
