import { ipVersion } from "../util/ip.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { invalidValue, type Reader, withShape } from "./values.ts";

/** Reads an address to listen on: a host name, an IP address (IPv6 with or without brackets), or `unix:/path.sock`. */
export function readAddress(text: string, option: string): string {
  if (/^unix:[^\0]+$/.test(text)) return text;
  const address = text.replace(/^\[(.*)\]$/, "$1");
  const isIPv6 = address.includes(":");
  const host = isIPv6 ? `[${address}]` : address;
  if (/^[A-Za-z0-9.:_-]+$/.test(address) && URL.canParse(`http://${host}/`)) return address;
  throw invalidValue(
    option,
    text,
    "use a local address such as 127.0.0.1 or ::1, 0.0.0.0 or :: for all, or unix:/path.sock",
  );
}

/** Reads networks in CIDR notation, IP addresses, and `unix` (clients of a Unix socket), separated by commas. */
export const readNetworks: Reader<readonly string[]> = withShape(
  { kind: "list" },
  (text, option) => {
    const networks = text.split(",").map((network) => network.trim());
    if (networks.every(isNetwork)) return networks;
    throw invalidValue(
      option,
      text,
      "use networks or addresses, such as 10.0.0.0/8,2001:db8::/32,192.0.2.1, or unix for Unix sockets",
    );
  },
);

function isNetwork(text: string): boolean {
  if (text === "unix") return true;
  const [, address = "", prefix] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return ipVersion(address) !== undefined &&
    Number(prefix ?? 0) <= (address.includes(":") ? 128 : 32);
}

/** Reads `127.0.0.1:9000`, `[::1]:9000`, or a port alone, which is on 127.0.0.1. */
export function readAddressAndPort(text: string, option: string): ListenAddress {
  const [, address = "", port = ""] = /^(?:(\[[^\]]*\]|[^:]*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port !== "" && Number(port) <= 65535 && address !== "unix") {
    const hostname = address === "" ? "127.0.0.1" : readAddress(address, option);
    return { hostname, port: Number(port) };
  }
  throw invalidValue(
    option,
    text,
    "use an address and a port, such as 127.0.0.1:9000 or [::1]:9000, or only a port",
  );
}

/** Reads host names separated by commas. Returns them in lower case, without a trailing dot. */
export const readHosts: Reader<readonly string[]> = withShape({ kind: "list" }, (text, option) => {
  const hosts = text.split(",").map((host) => host.trim().toLowerCase().replace(/\.$/, ""));
  if (hosts.every((host) => /^(?:[a-z0-9_.~-]+|\[[0-9a-f:.]+\])$/.test(host))) return hosts;
  throw invalidValue(option, text, "use host names without a port, such as example.org");
});

/** Reads origins (RFC 6454) separated by commas, or `*` for all. */
export const readOrigins: Reader<readonly string[]> = withShape(
  { kind: "list" },
  (text, option) => {
    const origins = text.split(",").map((origin) => origin.trim());
    if (origins.length === 1 && origins[0] === "*") return origins;
    return origins.map((origin) => {
      const url = URL.canParse(origin) ? new URL(origin) : undefined;
      const isOrigin = url !== undefined && /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+\/?$/i.test(origin);
      if (isOrigin) return url.origin === "null" ? origin.replace(/\/$/, "") : url.origin;
      throw invalidValue(option, origin, "use origins, such as https://example.org, or *");
    });
  },
);
