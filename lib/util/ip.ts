/**
 * Whether a host, as it stands in an authority (a name, an IPv4 address, an IPv6 address in brackets), names
 * this machine alone: `localhost` and names below it (RFC 6761 §6.3; a final dot allowed), 127.0.0.0/8,
 * `[::1]`, and the IPv4-mapped forms of the former (RFC 4291 §2.5.5.2).
 *
 * @param host In lower case.
 */
export function isLoopbackHost(host: string): boolean {
  if (/^(?:[^.]+\.)*localhost\.?$/.test(host)) return true;
  if (isLoopbackV4(host)) return true;
  if (!host.startsWith("[")) return false;
  const canonical = canonicalV6(host);
  if (canonical === "[::1]") return true;
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):[0-9a-f]{1,4}\]$/.exec(canonical ?? "");
  return mapped !== null && parseInt(mapped[1] ?? "", 16) >> 8 === 127;
}

/** Whether an address to listen on, without brackets, can be reached from this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopbackHost(address.includes(":") ? `[${address}]` : address.toLowerCase());
}

function isLoopbackV4(host: string): boolean {
  const octets = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  return octets !== null && octets.slice(1).every((octet) => Number(octet) <= 255);
}

/** The URL parser knows every spelling of an IPv6 address and gives RFC 5952's. */
function canonicalV6(host: string): string | undefined {
  return URL.parse(`http://${host}/`)?.hostname;
}
