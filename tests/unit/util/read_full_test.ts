import { assertEquals } from "@std/assert";
import { readFullSync } from "../../../lib/util/read_full.ts";

/** A file that returns at most three bytes per read. */
function file(content: Uint8Array) {
  return {
    readSync(buffer: Uint8Array, position: number): number {
      const piece = content.subarray(position, position + Math.min(3, buffer.byteLength));
      buffer.set(piece);
      return piece.byteLength;
    },
  };
}

Deno.test("readFullSync() fills the buffer, or reads to the end of the file", () => {
  const content = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const rows = [[0, 9, 9], [0, 4, 4], [2, 7, 7], [2, 8, 7], [9, 1, 0], [0, 0, 0]] as const;
  for (const [position, length, expected] of rows) {
    const buffer = new Uint8Array(length);
    assertEquals(readFullSync(file(content), buffer, position), expected);
    assertEquals(buffer.subarray(0, expected), content.subarray(position, position + expected));
  }
});
