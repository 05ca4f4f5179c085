// Parsing and canonical forms of IP addresses. This module is loaded at start, so it does not import `node:net`.

/** The longest IPv6 address in text form: six groups of four digits and a dotted IPv4 address. */
const MAX_IPV6_LENGTH = 45;

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/** Reports whether `text` is an IPv4 address: four decimal octets without leading zeros. */
export function isIPv4(text: string): boolean {
  return IPV4.test(text);
}

/**
 * Returns the version of an IP address, or undefined if `text` is not one. As in `node:net`'s `isIP()`, an IPv6
 * address has no brackets and may have a zone (`fe80::1%eth0`).
 */
export function ipVersion(text: string): 4 | 6 | undefined {
  if (isIPv4(text)) return 4;
  const percent = text.indexOf("%");
  if (percent < 0) return parseIPv6(text) === undefined ? undefined : 6;
  const hasZone = /^%[0-9A-Za-z.:-]+$/.test(text.slice(percent));
  return hasZone && parseIPv6(text.slice(0, percent)) !== undefined ? 6 : undefined;
}

/**
 * Parses an IPv6 address without brackets and without a zone (RFC 4291 §2.2).
 *
 * @returns The address's eight groups of 16 bits, or undefined if `text` is not an address.
 */
export function parseIPv6(text: string): readonly number[] | undefined {
  if (text.length > MAX_IPV6_LENGTH) return undefined;
  const [front = "", back, more] = text.split("::");
  if (more !== undefined) return undefined;
  const head = parseGroups(front, back === undefined);
  const tail = parseGroups(back ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  const zeros = 8 - head.length - tail.length;
  // `::` replaces at least one group.
  if (back === undefined ? zeros !== 0 : zeros < 1) return undefined;
  return [...head, ...Array<number>(zeros).fill(0), ...tail];
}

/** Parses groups separated by colons. @param isEnd The last group may be a dotted IPv4 address. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const numbers: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(group)) numbers.push(parseInt(group, 16));
    else if (isEnd && index === groups.length - 1 && isIPv4(group)) {
      const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
      numbers.push(a * 256 + b, c * 256 + d);
    } else return undefined;
  }
  return numbers;
}

/**
 * Returns the IPv4 address if `address` is an IPv4-mapped one as the system writes it (`::ffff:192.0.2.1`), else
 * `address`. For the peers of connections; {@linkcode canonicalAddress} is for addresses that others wrote.
 */
export function unmapIPv4(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/**
 * Returns the one canonical form of an IP address: IPv4 for an IPv4-mapped address (RFC 4291 §2.5.5.2), RFC 5952 for
 * other IPv6 addresses, without a zone. Other text is returned unchanged.
 */
export function canonicalAddress(address: string): string {
  const groups = groupsOf(address);
  if (groups === undefined) return address;
  const written = groups.map((group) => group.toString(16)).join(":");
  // The URL parser compresses zeros as RFC 5952 does.
  return mappedIPv4(groups) ?? URL.parse(`http://[${written}]/`)?.hostname.slice(1, -1) ?? address;
}

/**
 * Returns the network that limits count a client under: the first 64 bits of an IPv6 address as `2001:db8:0:0`,
 * because a client usually has a whole /64 (RFC 6177); the whole address for IPv4, mapped or not. All spellings of an
 * address give the same network. Other text is returned unchanged.
 */
export function clientNetwork(address: string): string {
  const groups = groupsOf(address);
  if (groups === undefined) return address;
  return mappedIPv4(groups) ?? groups.slice(0, 4).map((group) => group.toString(16)).join(":");
}

/** Returns the groups of an IPv6 address that may have a zone; undefined for other text. */
function groupsOf(address: string): readonly number[] | undefined {
  return address.includes(":") ? parseIPv6(address.split("%", 1)[0] ?? "") : undefined;
}

/** Returns the IPv4 address that an IPv6 address maps (RFC 4291 §2.5.5.2); undefined if it maps none. */
function mappedIPv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMapped ? [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".") : undefined;
}

/**
 * Reports whether the host of an authority is this machine: `localhost` and its subdomains, with or without a final
 * dot (RFC 6761 §6.3), 127.0.0.0/8, `[::1]`, and IPv4-mapped 127.0.0.0/8 (RFC 4291 §2.5.5.2).
 *
 * @param host A name, an IPv4 address, or an IPv6 address in brackets; in lower case.
 */
export function isLoopbackHost(host: string): boolean {
  if (/^(?:[^.]+\.)*localhost\.?$/.test(host)) return true;
  if (isLoopbackIPv4(host)) return true;
  if (!host.startsWith("[") || !host.endsWith("]")) return false;
  const groups = parseIPv6(host.slice(1, -1));
  if (groups === undefined || groups.slice(0, 5).some((group) => group !== 0)) return false;
  const [mapped, high = 0, low] = groups.slice(5);
  return mapped === 0 ? high === 0 && low === 1 : mapped === 0xffff && high >> 8 === 127;
}

/** Reports whether a listening address, an IPv6 one without brackets, is reachable from this machine only. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopbackHost(address.includes(":") ? `[${address}]` : address.toLowerCase());
}

/** Octets may have leading zeros here: `127.0.0.01` is a loopback address too. */
function isLoopbackIPv4(host: string): boolean {
  const octets = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  return octets !== null && octets.slice(1).every((octet) => Number(octet) <= 255);
}
