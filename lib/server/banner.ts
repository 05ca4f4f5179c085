import { dim } from "@std/fmt/colors";
import type { AuthRule } from "../auth/guard.ts";
import type { Config } from "../config/config.ts";
import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import { isBuiltIn } from "../config/root.ts";
import { isEmbedded } from "../util/path.ts";
import { isLoopbackAddress } from "../util/ip.ts";
import { formatPath } from "../http/target.ts";
import { printable } from "../util/text.ts";
import { hostnames, isWildcard, type Listening, loopbacks } from "./listening.ts";
import type { qrCode } from "./qr_code.ts";

/**
 * Returns the text printed when the site can be reached: a line for each address, and on a terminal further facts.
 *
 * @param drawCode Draws an address as a QR code; undefined without `--qr`.
 */
export function readyText(
  config: Config,
  listening: Listening,
  drawCode?: typeof qrCode,
): string {
  const { address } = listening;
  const urls = address.socket !== undefined
    ? [formatAddress(address)]
    : hostnames(address.hostname).map((hostname) =>
      urlOf(config, { hostname, port: address.port })
    );
  const serving = urls.map((url) => `Serving ${siteName(config.site.root)} at ${url}\n`).join("");
  const facts = config.isInteractive ? `\n${factsText(config, address, urls)}\n` : "";
  return serving + secureText(config, listening) +
    (drawCode === undefined ? "" : qrText(config, address, urls, drawCode)) + facts;
}

/** Returns the line with the address of the admin listener. */
export function adminLine(address: ListenAddress): string {
  return `Admin at http://${formatAddress(address)}/ (healthz, readyz, metrics)\n`;
}

/** The path of an embedded site means nothing to the user. */
function siteName(root: string): string {
  return isEmbedded(root) ? "the embedded site" : printable(root);
}

/** The address of the HTTPS redirect, and the fingerprint by which to recognize a self-signed certificate. */
function secureText(
  { tls, isInteractive }: Config,
  { redirectAddress, certificate }: Listening,
): string {
  const redirecting = redirectAddress === undefined
    ? ""
    : `Redirecting http://${formatAddress(redirectAddress)}/ to HTTPS\n`;
  if (tls?.kind !== "selfSigned" || certificate === undefined) return redirecting;
  const { fingerprint } = certificate;
  // Half of it fits a terminal line; a program reads it from a single line.
  const half = (fingerprint.length + 1) / 2;
  const lines = isInteractive
    ? `${fingerprint.slice(0, half)}\n  ${fingerprint.slice(half)}`
    : fingerprint;
  return `${redirecting}The certificate is self-signed, so browsers show a warning. SHA-256:
  ${lines}
`;
}

function urlOf({ site, tls }: Config, address: ListenAddress): string {
  return `${tls === undefined ? "http" : "https"}://${formatAddress(address)}${
    formatPath(site.basePath, true)
  }`;
}

/** Facts for a person; each line fits 80 columns. */
function factsText(config: Config, address: ListenAddress, urls: readonly string[]): string {
  const { site, hosts, workers } = config;
  const login = loginText(config, address);
  const facts = [
    ...(isBuiltIn(site.root)
      ? [["folder", "the built-in site; plinth . serves the current folder"]]
      : []),
    ["reach", reach(config, address, urls.length)],
    ...(login === undefined ? [] : [["login", login]]),
    ...(site.live ? [["live", "open pages reload when a file changes"]] : []),
    [
      "sandbox",
      `${workers === 1 ? "one worker" : `${workers} workers`} that may read ${
        hosts.length === 0 ? "this folder" : "these folders"
      } and listen here, nothing else`,
    ],
    ["stop", "Ctrl+C"],
  ] as const;
  const faint = config.reportColors ? dim : (text: string) => text;
  return facts.map(([name = "", fact]) => `  ${faint(name.padEnd(7))}  ${fact}\n`).join("");
}

function reach({ tls }: Config, { hostname, socket }: ListenAddress, count: number): string {
  if (socket !== undefined) return "programs that may open the socket file";
  if (isLoopbackAddress(hostname)) {
    return "this machine only; --bind 0.0.0.0 opens it to the network";
  }
  const isAlone = isWildcard(hostname) && count === loopbacks(hostname).length;
  if (isAlone) return "all networks of this machine, but none were found";
  return tls === undefined
    ? "everyone on the network, unencrypted; --tls-self-signed encrypts"
    : "everyone on the network";
}

/** What a password is required for; undefined if for nothing. */
function loginText(
  { site, hosts, tls }: Config,
  { hostname, socket }: ListenAddress,
): string | undefined {
  const sites = [site, ...hosts.map((host) => host.site)];
  const rules = sites.flatMap(({ auth }) => auth);
  if (rules.length === 0) return undefined;
  const isWhole = sites.every(({ auth }) => auth.some(({ path }) => path === "/*"));
  const isOpen = tls === undefined && socket === undefined && !isLoopbackAddress(hostname);
  return `${isWhole ? "password required" : `password required for ${formatPaths(rules)}`}${
    isOpen ? ", sent unencrypted" : ""
  }`;
}

/** The paths, if they fit the line. */
function formatPaths(rules: readonly AuthRule[]): string {
  const paths = [...new Set(rules.map(({ path }) => printable(path)))].join(", ");
  return paths.length <= 24 ? paths : "parts of the site";
}

/** QR code of the address that another device can most likely reach. */
function qrText(
  config: Config,
  { hostname, socket }: ListenAddress,
  urls: readonly string[],
  drawCode: typeof qrCode,
): string {
  if (socket !== undefined) return "A QR code can't show a socket file.\n";
  const url = (isWildcard(hostname) ? urls[loopbacks(hostname).length] : urls[0]) ?? urls[0] ?? "";
  const advice = isLoopbackAddress(hostname)
    ? "Other devices can't reach this address: --bind 0.0.0.0 opens it to the network.\n"
    : "";
  return `\n${drawCode(url, config.reportColors)}${url}\n${advice}`;
}
