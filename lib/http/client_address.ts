import { BlockList } from "node:net";
import { canonicalAddress, ipVersion, unmapIPv4 } from "../util/ip.ts";

/** The address of a peer that has none: a client of a Unix socket. */
export const NO_ADDRESS = "-";

/** Stands for the clients of a Unix socket in a list of networks. */
const UNIX = "unix";

/** Only the last hops of a forwarding chain are read. */
const MAX_HOPS = 32;

/** Reports whether an address is in a set of networks. */
export type AddressMatcher = (address: string) => boolean;

/**
 * Creates a matcher for a list of networks.
 *
 * @param networks Addresses, networks in CIDR notation, or `unix`; already validated.
 */
export function createAddressMatcher(networks: readonly string[]): AddressMatcher {
  if (networks.length === 0) return () => false;
  const list = new BlockList();
  const matchesUnix = networks.includes(UNIX);
  for (const network of networks.filter((name) => name !== UNIX)) {
    const [address = "", prefix] = network.split("/");
    const [family, bits] = ipVersion(address) === 6
      ? ["ipv6", 128] as const
      : ["ipv4", 32] as const;
    list.addSubnet(address, prefix === undefined ? bits : Number(prefix), family);
  }
  return (address) => {
    const version = ipVersion(address);
    if (version === undefined) return matchesUnix && address === NO_ADDRESS;
    return list.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}

/**
 * Returns the address of a request's client, taken from X-Forwarded-For or Forwarded if the peer is a trusted proxy;
 * `-` for a client of a Unix socket.
 *
 * @param field Returns a header field of the request.
 * @param isTrusted Matches the trusted proxies; undefined if there are none.
 */
export function clientAddress(
  remoteAddr: Deno.Addr,
  field: (name: string) => string | null,
  isTrusted: AddressMatcher | undefined,
): string {
  const peer = "hostname" in remoteAddr ? unmapIPv4(remoteAddr.hostname) : NO_ADDRESS;
  if (isTrusted === undefined) return peer;
  return forwardedClient(peer, field("x-forwarded-for"), field("forwarded"), isTrusted);
}

/**
 * Returns the client's address according to the forwarding fields. Each proxy appends the address of its own client, so
 * the chain is read from its end for as long as the hops are trusted; clients can forge everything before that.
 * Forwarded is used only without X-Forwarded-For, which nearly every proxy sets.
 *
 * @param peer The address at the other end of the connection.
 * @param xForwardedFor Null if absent, like `forwarded` (RFC 7239).
 */
export function forwardedClient(
  peer: string,
  xForwardedFor: string | null,
  forwarded: string | null,
  isTrusted: AddressMatcher,
): string {
  if (!isTrusted(peer)) return peer;
  const chain = xForwardedFor !== null
    ? xForwardedFor.split(",")
    : forwarded !== null
    ? forwardedFor(forwarded)
    : [];
  let client = peer;
  for (const hop of chain.slice(-MAX_HOPS).reverse()) {
    const address = parseHop(hop);
    // "unknown" or an obfuscated identifier (RFC 7239 §6.2, §6.3): hops before it can't be verified.
    if (address === undefined) break;
    client = address;
    if (!isTrusted(address)) break;
  }
  return client;
}

/** Returns the `for` parameters of the last elements of a Forwarded field, in order; "" for an element without one. */
function forwardedFor(field: string): string[] {
  return splitUnquoted(field, ",").slice(-MAX_HOPS).map((element) => {
    const parameters = splitUnquoted(element, ";").map((text) => text.trim());
    const value = parameters.find((text) => /^for=/i.test(text))?.slice("for=".length) ?? "";
    return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
  });
}

/** Splits at separators outside quoted strings (RFC 9110 §5.6.4). */
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

/** Parses an IP address with optional brackets and port; returns its canonical form. */
function parseHop(hop: string): string | undefined {
  const text = hop.trim();
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  const address = bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return ipVersion(address) === undefined ? undefined : canonicalAddress(address);
}
