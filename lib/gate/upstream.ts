import type { ListenAddress } from "../util/listen_address.ts";
import { ResponseBuffer } from "./buffers.ts";

/** A stream socket of the runtime. */
export type StreamSocket = Deno.TcpConn | Deno.UnixConn;

/** Connects to the server behind, on loopback. */
export async function connectUpstream(port: number): Promise<Deno.TcpConn> {
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

/** Writes all of it. */
export async function writeAll(socket: StreamSocket, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.byteLength;) sent += await socket.write(bytes.subarray(sent));
}

/** Closes a socket that may have closed by itself. */
export function close(socket: StreamSocket): void {
  try {
    socket.close();
  } catch {
    // It has.
  }
}

/** The address that the servers behind gates listen on. */
const LOOPBACK = "127.0.0.1";

/** How many ports a worker may choose from: another program may take one before it does. */
const CHOICE = 3;

/** Finds ports on loopback that are free now, for a worker to choose from. */
export function findFreePorts(): readonly number[] {
  const listeners = Array.from(
    { length: CHOICE },
    () => Deno.listen({ hostname: LOOPBACK, port: 0 }),
  );
  return listeners.map((listener) => {
    const { port } = listener.addr;
    listener.close();
    return port;
  });
}

/** The first of them that is still free. @throws When none is. */
export function chooseFreePort(ports: readonly number[]): number {
  for (const port of ports) {
    try {
      Deno.listen({ hostname: LOOPBACK, port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("the ports for the server behind the gate have been taken");
}

/** Their addresses, as permissions name them. */
export function upstreamAddresses(ports: readonly number[]): readonly ListenAddress[] {
  return ports.map((port) => ({ hostname: LOOPBACK, port }));
}
