import type { ListenAddress } from "../util/listen_address.ts";

/** The address that the servers behind gates listen on. */
const LOOPBACK = "127.0.0.1";

/** How many ports a worker may choose from: another program may take one before it does. */
const CHOICE = 3;

/** Finds ports on loopback that are free now, for a worker to choose from. */
export function proposePorts(): readonly number[] {
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
export function findFreePort(ports: readonly number[]): number {
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
export function innerAddresses(ports: readonly number[]): readonly ListenAddress[] {
  return ports.map((port) => ({ hostname: LOOPBACK, port }));
}
