import { isIP } from "node:net";

/** Which address of a chain is the client's is seen from its end: so many are looked at. */
const MAX_HOPS = 32;

/** What proxies say of where a request comes from. */
export interface ForwardedFields {
  /** X-Forwarded-For; null when it was not sent. */
  readonly xForwardedFor: string | null;
  /** Forwarded (RFC 7239); null when it was not sent. */
  readonly forwarded: string | null;
}

/**
 * The address of a request's client. Each proxy adds to the end of the chain whom it got the request from, so
 * it is followed from the end, as far as those who added to it are trusted; what stands before that may be
 * anybody's invention. X-Forwarded-For is what nearly every proxy sets, so Forwarded counts without it alone.
 *
 * @param peer The address at the other end of the connection.
 */
export function clientAddress(
  peer: string,
  { xForwardedFor, forwarded }: ForwardedFields,
  isTrusted: (address: string) => boolean,
): string {
  if (!isTrusted(peer)) return peer;
  const chain = xForwardedFor !== null
    ? xForwardedFor.split(",")
    : forwarded !== null
    ? forwardedFor(forwarded)
    : [];
  let client = peer;
  for (const hop of chain.slice(-MAX_HOPS).reverse()) {
    const address = readAddress(hop);
    // "unknown", or a name that hides it: nobody before is known either.
    if (address === undefined) break;
    client = address;
    if (!isTrusted(address)) break;
  }
  return client;
}

/** The `for` parameters of the last elements of a Forwarded field, in order; empty where one has none. */
function forwardedFor(field: string): string[] {
  return splitUnquoted(field, ",").slice(-MAX_HOPS).map((element) => {
    const parameters = splitUnquoted(element, ";").map((text) => text.trim());
    const value = parameters.find((text) => /^for=/i.test(text))?.slice("for=".length) ?? "";
    return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
  });
}

/** Splits at a separator that does not stand in a quoted string (RFC 9110 §5.6.4). */
function splitUnquoted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '"') isQuoted = !isQuoted;
    else if (char === "\\" && isQuoted) index++;
    else if (char === separator && !isQuoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** An IP address, perhaps with brackets and a port. */
function readAddress(hop: string): string | undefined {
  const text = hop.trim();
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  const address = bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(address) === 0 ? undefined : address.toLowerCase();
}
