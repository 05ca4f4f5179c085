import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import { StartError } from "../util/errors.ts";

/** Time limit for the reply of a server on a busy port, in milliseconds. */
const PROBE_TIMEOUT = 500;

/** Number of ports after a busy one that are tried. */
const MAX_TRIED_PORTS = 20;

/**
 * Finds the address for the workers by listening there once, exclusively. With a shared port (SO_REUSEPORT) a second
 * server would silently receive a part of the first one's connections; and port 0 has to become one port for all.
 *
 * @param option The option that sets the port, for messages.
 * @param reserved A port that the message must not suggest.
 * @throws {StartError} If the address can't be listened on.
 */
export async function findAddress(
  wanted: ListenAddress,
  option = "--port",
  reserved?: number,
): Promise<ListenAddress> {
  try {
    using listener = Deno.listen({ hostname: wanted.hostname, port: wanted.port });
    const { hostname, port } = listener.addr;
    return { hostname, port };
  } catch (error) {
    throw error instanceof Deno.errors.AddrInUse
      ? await portInUse(wanted, option, reserved)
      : explainError(error, wanted);
  }
}

async function portInUse(
  wanted: ListenAddress,
  option: string,
  reserved: number | undefined,
): Promise<StartError> {
  const { hostname, port } = wanted;
  const free = nextFreePort(wanted, reserved);
  return new StartError(
    `port ${port} on ${hostname} is in use${await describeListener(wanted)}`,
    free === undefined
      ? `name another one with ${option}, or use ${option} 0 for any free port`
      : `${option} ${free} is free, ${option} 0 picks any free port`,
  );
}

function explainError(error: unknown, wanted: ListenAddress): unknown {
  const { hostname, port } = wanted;
  if (error instanceof Deno.errors.PermissionDenied) {
    return new StartError(
      `no permission to listen on port ${port}`,
      "ports below 1024 need administrator rights",
    );
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new StartError(
      `${formatAddress(wanted)} is not permitted`,
      `run it with --allow-net=${port === 0 ? hostname : formatAddress(wanted)}`,
    );
  }
  if (error instanceof Error) {
    const advice = "--bind takes an address of this machine, such as 127.0.0.1 or 0.0.0.0";
    return new StartError(`can't listen on ${formatAddress(wanted)}: ${error.message}`, advice);
  }
  return error;
}

/** Describes the server on a busy port, as far as its reply tells: completes "is in use …". */
export async function describeListener(address: ListenAddress): Promise<string> {
  // A server on all addresses can be reached on loopback.
  const hostname = address.hostname === "0.0.0.0"
    ? "127.0.0.1"
    : address.hostname === "::"
    ? "::1"
    : address.hostname;
  try {
    return identifyServer(await probe({ ...address, hostname }));
  } catch {
    return "";
  }
}

/** Returns the next free port, except the reserved one; undefined if the next 20 are busy. */
export function nextFreePort(
  { hostname, port }: ListenAddress,
  reserved?: number,
): number | undefined {
  for (let next = port + 1; next <= Math.min(port + MAX_TRIED_PORTS, 65535); next++) {
    if (next === reserved) continue;
    try {
      Deno.listen({ hostname, port: next }).close();
      return next;
    } catch {
      // Busy or not permitted.
    }
  }
  return undefined;
}

/** Sends `OPTIONS *`, which is safe everywhere. @returns The first bytes of the reply, in Latin-1. */
async function probe(address: ListenAddress): Promise<string> {
  using connection = await Deno.connect(address);
  // Closing the connection ends the read below.
  const timer = setTimeout(() => connection.close(), PROBE_TIMEOUT);
  try {
    const request =
      `OPTIONS * HTTP/1.1\r\nHost: localhost:${address.port}\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const buffer = new Uint8Array(4096);
    const count = await connection.read(buffer) ?? 0;
    return new TextDecoder("latin1").decode(buffer.subarray(0, count));
  } finally {
    clearTimeout(timer);
  }
}

/** Identifies a server by its reply to `OPTIONS *`. */
export function identifyServer(reply: string): string {
  // A TLS alert or handshake record (RFC 8446 §5.1), or nginx's message for plain HTTP on a TLS port.
  const isTls = ["\u0015\u0003", "\u0016\u0003"].includes(reply.slice(0, 2));
  if (isTls || /plain HTTP request was sent to HTTPS/i.test(reply)) {
    return " by a server that speaks TLS";
  }
  if (!reply.startsWith("HTTP/")) {
    return reply === "" ? "" : " by a program that is not a web server";
  }
  const server = /^server:[ \t]*([!-~ ]{1,60})/im.exec(reply)?.[1]?.trim();
  if (server !== undefined && server !== "") return ` by a web server (${server})`;
  const isPlinth = /^HTTP\/1.1 204 /.test(reply) &&
    /^allow: GET, HEAD, OPTIONS\r$/im.test(reply) &&
    /^x-content-type-options: nosniff\r$/im.test(reply);
  return isPlinth ? " by what seems to be another Plinth" : " by a web server";
}
