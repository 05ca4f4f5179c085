/** A stream whose `write` may write only part of the bytes; it returns how many it wrote. */
export interface Writer {
  write(bytes: Uint8Array): Promise<number>;
}

/** The synchronous counterpart of {@linkcode Writer}. */
export interface WriterSync {
  writeSync(bytes: Uint8Array): number;
}

/** Writes all of `bytes`. */
export async function writeAll(writer: Writer, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.byteLength;) sent += await writer.write(bytes.subarray(sent));
}

/** Writes all of `bytes` before it returns. */
export function writeAllSync(writer: WriterSync, bytes: Uint8Array): void {
  for (let sent = 0; sent < bytes.byteLength;) sent += writer.writeSync(bytes.subarray(sent));
}
