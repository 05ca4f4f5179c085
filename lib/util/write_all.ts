// The `write` of a stream may write only part of the bytes; it returns how many it wrote.

/** Writes all of `bytes`. */
export async function writeAll(
  writer: Pick<Deno.FsFile, "write">,
  bytes: Uint8Array,
): Promise<void> {
  for (let sent = 0; sent < bytes.byteLength;) sent += await writer.write(bytes.subarray(sent));
}

/** Writes all of `bytes` before it returns. */
export function writeAllSync(writer: Pick<Deno.FsFile, "writeSync">, bytes: Uint8Array): void {
  for (let sent = 0; sent < bytes.byteLength;) sent += writer.writeSync(bytes.subarray(sent));
}
