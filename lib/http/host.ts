import { isLoopbackHost, parseIPv6 } from "../util/ip.ts";

/** The authorities that requests may name. */
export interface HostPolicy {
  /** The port that this server listens on; 0 for a Unix socket. */
  readonly port: number;
  /** Accept only loopback names and those in `allowed` and `own`. */
  readonly loopbackOnly: boolean;
  /** Names from `--allow-host`, in lower case, without a port. If there are any, other names are rejected. */
  readonly allowed: readonly string[];
  /** Names of additional sites: accepted too, but they don't cause other names to be rejected. */
  readonly own?: readonly string[];
}

/** The result of the Host check; `target` is in origin form: a path and an optional query. */
export type HostCheck =
  | {
    readonly kind: "accepted";
    /** The host in lower case, without port and final dot. */
    readonly name: string;
    readonly target: string;
    readonly http2: boolean;
  }
  | { readonly kind: "invalid" }
  | { readonly kind: "misdirected"; readonly name: string };

const INVALID: HostCheck = { kind: "invalid" };

/** uri-host [ ":" port ] (RFC 9110 §7.2, RFC 3986 §3.2.2), without commas: a comma means that two fields were combined. */
const HOST = /^(\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2})+)(?::([0-9]*))?$/;

/**
 * Parses the authority of a request and checks it against the policy.
 *
 * The Host field is validated before `url` is parsed, because a malformed one (`h/x`, `h?x`) distorts the URL.
 *
 * @param field The Host field; null if absent (HTTP/2 has the authority in the URL only).
 * @param url The runtime's request URL: scheme, authority, and the target as sent.
 * @see RFC 9112 §3.2 (missing or invalid: 400), RFC 9110 §7.4 (421)
 */
export function checkHost(field: string | null, url: string, policy: HostPolicy): HostCheck {
  if (field !== null && !isValidHost(field)) return INVALID;
  const start = url.indexOf("://") + 3;
  if (start < 3) return INVALID;
  if (!isHttp(url, start) && !isFromSocket(field, url, policy)) return INVALID;
  const authority = authorityOf(url);
  // Deno reports an HTTP/1.1 request without a Host field as localhost with the listening port.
  if (field === null && authority === `localhost:${policy.port}`) return INVALID;
  if (!isValidHost(authority)) return INVALID;
  const name = hostName(authority);
  if (!isAllowed(name, policy)) return { kind: "misdirected", name };
  const rest = url.slice(start + authority.length);
  const target = rest.startsWith("/") ? rest : `/${rest}`;
  return { kind: "accepted", name: name.replace(/\.$/, ""), target, http2: field === null };
}

function isHttp(url: string, start: number): boolean {
  const scheme = url.slice(0, start).toLowerCase();
  return scheme === "http://" || scheme === "https://";
}

/**
 * Reports whether an HTTP/1.1 request came through a Unix socket: Deno gives those the scheme `http+unix`. Without a
 * Host field, the authority would be the socket's path.
 */
function isFromSocket(field: string | null, url: string, policy: HostPolicy): boolean {
  return policy.port === 0 && field !== null && url.startsWith("http+unix://");
}

/** Returns the authority of a URL: the text between `://` and the target. */
export function authorityOf(url: string): string {
  const start = url.indexOf("://") + 3;
  for (let index = start; index < url.length; index++) {
    const char = url.charCodeAt(index);
    if (char === 0x2f || char === 0x3f || char === 0x23) return url.slice(start, index);
  }
  return url.slice(start);
}

function isValidHost(authority: string): boolean {
  const match = HOST.exec(authority);
  if (match === null || Number(match[2] ?? 0) > 65535) return false;
  const host = match[1] ?? "";
  return !host.startsWith("[") || parseIPv6(host.slice(1, -1)) !== undefined;
}

/** Returns the host of an authority in lower case: a name, an IPv4 address, or an IPv6 address in brackets. */
export function hostName(authority: string): string {
  const name = authority.startsWith("[")
    ? authority.slice(0, authority.indexOf("]") + 1)
    : authority.split(":", 1)[0] ?? "";
  return name.toLowerCase();
}

function isAllowed(name: string, policy: HostPolicy): boolean {
  const bare = name.replace(/\.$/, "");
  if (policy.allowed.includes(bare) || policy.own?.includes(bare)) return true;
  if (policy.loopbackOnly) return isLoopbackHost(name);
  return policy.allowed.length === 0;
}
