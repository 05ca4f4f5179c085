import type { ListenAddress } from "../util/listen_address.ts";

/** How long to wait for what listens on a port to say something, in milliseconds. */
const PATIENCE = 500;

/** How many ports after a busy one are tried. */
const TRIED = 20;

/** What listens on a busy port, as far as it lets on: completes "is in use ...". */
export async function whoListens(address: ListenAddress): Promise<string> {
  // Whoever listens on all addresses is to be found on the loopback one.
  const hostname = address.hostname === "0.0.0.0"
    ? "127.0.0.1"
    : address.hostname === "::"
    ? "::1"
    : address.hostname;
  try {
    return describe(await exchange({ ...address, hostname }));
  } catch {
    return "";
  }
}

/** The nearest port above that is free now, and is not the one that is taken. */
export function nextFreePort(
  { hostname, port }: ListenAddress,
  taken?: number,
): number | undefined {
  for (let next = port + 1; next <= Math.min(port + TRIED, 65535); next++) {
    if (next === taken) continue;
    try {
      Deno.listen({ hostname, port: next }).close();
      return next;
    } catch {
      // Busy too, or not permitted.
    }
  }
  return undefined;
}

/** Asks with a request that changes nothing anywhere; the first bytes of the answer, in Latin-1. */
async function exchange(address: ListenAddress): Promise<string> {
  using connection = await Deno.connect(address);
  // The read below ends when the connection is closed.
  const timer = setTimeout(() => connection.close(), PATIENCE);
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

/** What an answer tells of who gave it. */
export function describe(answer: string): string {
  // A TLS alert or handshake record (RFC 8446 §5.1), or nginx's way of saying it.
  const isTls = ["\u0015\u0003", "\u0016\u0003"].includes(answer.slice(0, 2));
  if (isTls || /plain HTTP request was sent to HTTPS/i.test(answer)) {
    return " by a server that speaks TLS";
  }
  if (!answer.startsWith("HTTP/")) {
    return answer === "" ? "" : " by something that is no web server";
  }
  const server = /^server:[ \t]*([!-~ ]{1,60})/im.exec(answer)?.[1]?.trim();
  if (server !== undefined && server !== "") return ` by a web server (${server})`;
  const isPlinth = /^HTTP\/1.1 204 /.test(answer) &&
    /^allow: GET, HEAD, OPTIONS\r$/im.test(answer) &&
    /^x-content-type-options: nosniff\r$/im.test(answer);
  return isPlinth ? " by another Plinth, it seems" : " by a web server";
}
