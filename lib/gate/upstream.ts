import { ResponseBuffer } from "./buffers.ts";

/** A stream socket of the runtime. */
export type StreamSocket = Deno.TcpConn | Deno.UnixConn;

/** Connects to the server behind, on loopback. */
export async function connectInner(port: number): Promise<Deno.TcpConn> {
  const inner = await Deno.connect({ hostname: "127.0.0.1", port });
  inner.setNoDelay(true);
  return inner;
}

/**
 * Reads what the server behind answers until it ends.
 *
 * @param send Takes what came; the bytes are others when it has resolved.
 */
export async function readResponses(
  inner: Deno.TcpConn,
  send: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  const buffer = new ResponseBuffer();
  try {
    for (
      let count = await inner.read(buffer.bytes);
      count !== null;
      count = await inner.read(buffer.bytes)
    ) {
      await send(buffer.bytes.subarray(0, count));
      buffer.adapt(count);
    }
  } finally {
    buffer.release();
  }
}

/** Closes a socket that may have closed by itself. */
export function close(socket: StreamSocket): void {
  try {
    socket.close();
  } catch {
    // It has.
  }
}
