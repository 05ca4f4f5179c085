import type { ListenAddress } from "../util/listen_address.ts";
import { ResponseBuffer } from "./buffers.ts";

export type StreamSocket = Deno.TcpConn | Deno.UnixConn;

/** Upstreams listen here, and the gate connects from here. */
export const LOOPBACK = "127.0.0.1";

/** How many ports are offered to a worker: another program may take one before the worker does. */
const PORT_CANDIDATES = 3;

/** Returns ports on loopback that are free now. */
export function findFreePorts(): readonly number[] {
  const listeners = Array.from(
    { length: PORT_CANDIDATES },
    () => Deno.listen({ hostname: LOOPBACK, port: 0 }),
  );
  return listeners.map((listener) => {
    const { port } = listener.addr;
    listener.close();
    return port;
  });
}

/** Returns the first port that is still free. @throws If none is. */
export function chooseFreePort(ports: readonly number[]): number {
  for (const port of ports) {
    try {
      Deno.listen({ hostname: LOOPBACK, port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("other programs have taken all ports for the server behind the gate");
}

/** Returns the upstream's possible addresses, for a worker's permissions. */
export function upstreamAddresses(ports: readonly number[]): readonly ListenAddress[] {
  return ports.map((port) => ({ hostname: LOOPBACK, port }));
}

export async function connectUpstream(port: number): Promise<Deno.TcpConn> {
  const upstream = await Deno.connect({ hostname: LOOPBACK, port });
  upstream.setNoDelay(true);
  return upstream;
}

/**
 * Reads responses from the upstream until it closes its side.
 *
 * @param send Sends bytes to the client. The bytes are overwritten once it has resolved.
 */
export async function readResponses(
  upstream: Deno.TcpConn,
  send: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  const buffer = new ResponseBuffer();
  try {
    for (
      let count = await upstream.read(buffer.bytes);
      count !== null;
      count = await upstream.read(buffer.bytes)
    ) {
      await send(buffer.bytes.subarray(0, count));
      buffer.adapt(count);
    }
  } finally {
    buffer.release();
  }
}
