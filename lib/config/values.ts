import type { CacheRule } from "../rules/cache_control.ts";
import { isFieldValue } from "../http/field.ts";
import { UsageError } from "../util/usage_error.ts";

// Readers of option values: each takes the text of one value and the option as it was named, and returns
// what the option means, or throws a UsageError.

/** Which JSON value an option takes in the settings file; text when its reader does not say. */
export type ValueShape =
  | { readonly kind: "integer"; readonly least: number; readonly most: number }
  | { readonly kind: "number"; readonly least: number; readonly most: number }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  /** Texts, also as one with commas between them. */
  | { readonly kind: "list" };

/** Reads the text of one value; `option` is how the option was named. @throws {UsageError} */
export interface Reader<T> {
  (text: string, option: string): T;
  readonly shape?: ValueShape;
}

function shaped<T>(shape: ValueShape, read: (text: string, option: string) => T): Reader<T> {
  return Object.assign(read, { shape });
}

/** The formats of the access log. */
export const LOG_FORMATS = ["pretty", "common", "combined", "json"] as const;

/** The shells that completions can be made for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type Shell = typeof SHELLS[number];

/** How entity tags are made. */
export const ETAG_KINDS = ["stat", "content", "off"] as const;

/** Takes the text as it is. */
export function readText(text: string, option: string): string {
  if (text === "") throw new UsageError(`${option} needs a value`, `for instance ${option}=VALUE`);
  return text;
}

/** A whole number in a range, both ends included. */
export function readInteger(least: number, most: number): Reader<number> {
  return shaped({ kind: "integer", least, most }, (text, option) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new UsageError(
      `${option} takes a whole number, not "${text}"`,
      `from ${least} to ${most}`,
    );
  });
}

const MAX_SECONDS = 86_400;

/** Seconds, perhaps with a fraction. */
export const readSeconds: Reader<number> = shaped(
  { kind: "number", least: 0, most: MAX_SECONDS },
  (text, option) => {
    const seconds = Number(text);
    if (/^\d+(?:\.\d+)?$/.test(text) && seconds <= MAX_SECONDS) return seconds;
    throw new UsageError(`${option} takes seconds, not "${text}"`, `from 0 to ${MAX_SECONDS}`);
  },
);

/** One of a few words. */
export function readChoice<T extends string>(choices: readonly T[]): Reader<T> {
  return shaped({ kind: "choice", choices }, (text, option) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new UsageError(`${option} can't be "${text}"`, `one of ${choices.join(", ")}`);
  });
}

/**
 * An address to listen on: a name, an IP address, with or without an IPv6 address's brackets; or a socket file,
 * `unix:/path.sock`.
 */
export function readAddress(text: string, option: string): string {
  if (/^unix:[^\0]+$/.test(text)) return text;
  const address = text.replace(/^\[(.*)\]$/, "$1");
  const isIPv6 = address.includes(":");
  const host = isIPv6 ? `[${address}]` : address;
  if (/^[A-Za-z0-9.:_-]+$/.test(address) && URL.canParse(`http://${host}/`)) return address;
  throw new UsageError(
    `${option} can't be "${text}"`,
    "an address of this machine, as 127.0.0.1 or ::1; 0.0.0.0 or :: for all of them; unix:/path.sock",
  );
}

/** Networks in CIDR notation, addresses, and `unix` for clients of a socket file; separated by commas. */
export const readNetworks: Reader<readonly string[]> = shaped({ kind: "list" }, (text, option) => {
  const networks = text.split(",").map((network) => network.trim());
  if (networks.every(isNetwork)) return networks;
  throw new UsageError(
    `${option} can't be "${text}"`,
    "networks and addresses, as 10.0.0.0/8,2001:db8::/32,192.0.2.1; unix for a socket file's clients",
  );
});

function isNetwork(text: string): boolean {
  if (text === "unix") return true;
  const [, address = "", prefix] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) && Number(prefix ?? 0) <= (address.includes(":") ? 128 : 32);
}

/** Whether a text without brackets is an IP address, as a URL may have it: 010.0.0.1 and 10.1 are other forms of one. */
function isIP(text: string): boolean {
  if (text.includes(":")) return URL.canParse(`http://[${text}]/`);
  return URL.canParse(`http://${text}/`) && new URL(`http://${text}/`).hostname === text &&
    /^[\d.]+$/.test(text);
}

/** An address and a port, `127.0.0.1:9000`, `[::1]:9000`; a port alone is on 127.0.0.1. */
export function readAddressAndPort(
  text: string,
  option: string,
): { readonly hostname: string; readonly port: number } {
  const [, address = "", port = ""] = /^(?:(\[[^\]]*\]|[^:]*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port !== "" && Number(port) <= 65535 && address !== "unix") {
    return {
      hostname: address === "" ? "127.0.0.1" : readAddress(address, option),
      port: Number(port),
    };
  }
  throw new UsageError(
    `${option} can't be "${text}"`,
    "an address and a port, as 127.0.0.1:9000 or [::1]:9000; or a port alone",
  );
}

/** File names, separated by commas. */
export const readNames: Reader<readonly string[]> = shaped({ kind: "list" }, (text, option) => {
  const names = text.split(",").map((name) => name.trim());
  if (names.every((name) => name !== "" && !/[/\\]/.test(name) && !name.includes("\0"))) {
    return names;
  }
  throw new UsageError(
    `${option} can't be "${text}"`,
    "file names without a folder, as a.html,b.html",
  );
});

/** Host names, separated by commas; in lower case, without a final dot. */
export const readHosts: Reader<readonly string[]> = shaped({ kind: "list" }, (text, option) => {
  const hosts = text.split(",").map((host) => host.trim().toLowerCase().replace(/\.$/, ""));
  if (hosts.every((host) => /^(?:[a-z0-9_.~-]+|\[[0-9a-f:.]+\])$/.test(host))) return hosts;
  throw new UsageError(`${option} can't be "${text}"`, "names without a port, as example.org");
});

/** A URL path to serve under: decoded segments. */
export function readBasePath(text: string, option: string): readonly string[] {
  const segments = text.split("/").filter((segment) => segment !== "");
  const isPlain = segments.every((segment) =>
    /^[A-Za-z0-9._~!$&'()*+,;=:@-]+$/.test(segment) && !/^\.\.?$/.test(segment)
  );
  if (isPlain) return segments;
  throw new UsageError(`${option} can't be "${text}"`, "a path of plain characters, as /docs");
}

/** The path of a file below the root, with or without a slash before it; returned with one. */
export function readSitePath(text: string, option: string): string {
  const path = text.replace(/^\/?/, "/");
  const isPlain = path.split("/").slice(1).every((name) => name !== "" && !/^\.\.?$/.test(name));
  if (isPlain && !/[\\?#\0]/.test(path)) return path;
  throw new UsageError(`${option} can't be "${text}"`, "a file of the site, as index.html");
}

/** Origins (RFC 6454), separated by commas; or `*` for all. */
export const readOrigins: Reader<readonly string[]> = shaped({ kind: "list" }, (text, option) => {
  const origins = text.split(",").map((origin) => origin.trim());
  if (origins.length === 1 && origins[0] === "*") return origins;
  return origins.map((origin) => {
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    const isOrigin = url !== undefined && /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+\/?$/i.test(origin);
    if (isOrigin) return url.origin === "null" ? origin.replace(/\/$/, "") : url.origin;
    throw new UsageError(`${option} can't be "${origin}"`, "origins, as https://example.org; or *");
  });
});

/** A rule of `--cache`: what stands before the first `=` is a glob when it has `*`, `/` or `.`. */
export function readCacheRule(text: string, option: string): CacheRule {
  const equals = text.indexOf("=");
  const before = text.slice(0, Math.max(equals, 0));
  const rule = /[*/.]/.test(before)
    ? { glob: before, value: text.slice(equals + 1).trim() }
    : { value: text.trim() };
  if (rule.value !== "" && isFieldValue(rule.value)) return rule;
  throw new UsageError(
    `${option} can't be "${text}"`,
    "a Cache-Control value, or GLOB=VALUE, or auto",
  );
}
