import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import { nextFreePort, whoListens } from "./probe.ts";
import { StartError } from "../util/errors.ts";

/**
 * Finds the address that the workers will listen on, by listening there once, alone: with a shared port a
 * second server would silently take a part of the first one's connections, and for port 0 somebody has to
 * pick the port.
 *
 * @param option Which one names the port.
 * @param taken A port that is no advice for another one.
 * @throws {StartError} When one can't listen there.
 */
export async function findAddress(
  wanted: ListenAddress,
  option = "--port",
  taken?: number,
): Promise<ListenAddress> {
  try {
    using listener = Deno.listen({ hostname: wanted.hostname, port: wanted.port });
    const { hostname, port } = listener.addr;
    return { hostname, port };
  } catch (error) {
    throw error instanceof Deno.errors.AddrInUse
      ? await inUse(wanted, option, taken)
      : explain(error, wanted);
  }
}

async function inUse(
  wanted: ListenAddress,
  option: string,
  taken: number | undefined,
): Promise<StartError> {
  const { hostname, port } = wanted;
  const free = nextFreePort(wanted, taken);
  return new StartError(
    `port ${port} on ${hostname} is in use${await whoListens(wanted)}`,
    free === undefined
      ? `name another one with ${option}, or ${option} 0 for any free one`
      : `${option} ${free} is free, and ${option} 0 picks any`,
  );
}

function explain(error: unknown, wanted: ListenAddress): unknown {
  const { hostname, port } = wanted;
  if (error instanceof Deno.errors.PermissionDenied) {
    return new StartError(
      `port ${port} may not be used`,
      "ports below 1024 are the administrator's",
    );
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new StartError(
      `${formatAddress(wanted)} is not permitted`,
      `run it with --allow-net=${port === 0 ? hostname : formatAddress(wanted)}`,
    );
  }
  if (error instanceof Error) {
    const advice = "--bind takes an address of this machine, as 127.0.0.1 or 0.0.0.0";
    return new StartError(`can't listen on ${formatAddress(wanted)}: ${error.message}`, advice);
  }
  return error;
}
