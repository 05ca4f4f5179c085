import { dim } from "@std/fmt/colors";
import type { AuthRule } from "../auth/guard.ts";
import type { Config } from "../config/config.ts";
import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import { isBuiltIn } from "../config/root.ts";
import { isEmbedded } from "../util/path.ts";
import { isLoopbackAddress } from "../util/ip.ts";
import { formatPath } from "../http/target.ts";
import { printable } from "../util/text.ts";
import { hostnames, isForAll, loopbacks } from "./hostnames.ts";
import type { Listening } from "./listening.ts";
import type { qrCode } from "./qr_code.ts";

/**
 * What is said once the site can be reached: a line for each of its addresses, and for a person at a terminal
 * what else to know.
 *
 * @param drawCode Draws an address as a QR code, where one is wanted.
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

/** The line that says where the admin listener is. */
export function adminLine(address: ListenAddress): string {
  return `Admin at http://${formatAddress(address)}/ (healthz, readyz, metrics)\n`;
}

/** What is embedded has no path that means anything to anybody. */
function siteName(root: string): string {
  return isEmbedded(root) ? "the embedded site" : printable(root);
}

/** Where plain HTTP is redirected; and what tells a certificate that nobody vouches for. */
function secureText(
  { tls, isInteractive }: Config,
  { redirectAddress, certificate }: Listening,
): string {
  const redirecting = redirectAddress === undefined
    ? ""
    : `Redirecting http://${formatAddress(redirectAddress)}/ to HTTPS\n`;
  if (tls?.kind !== "selfSigned" || certificate === undefined) return redirecting;
  const { fingerprint } = certificate;
  // A line of a terminal has room for half of it; a program finds it in one piece.
  const half = (fingerprint.length + 1) / 2;
  const lines = isInteractive
    ? `${fingerprint.slice(0, half)}\n  ${fingerprint.slice(half)}`
    : fingerprint;
  return `${redirecting}The certificate was made for this run: browsers warn of it. Its SHA-256:
  ${lines}
`;
}

function urlOf({ site, tls }: Config, address: ListenAddress): string {
  return `${tls === undefined ? "http" : "https"}://${formatAddress(address)}${
    formatPath(site.basePath, true)
  }`;
}

/** What else to know; each line fits a terminal of 80 columns. */
function factsText(config: Config, address: ListenAddress, urls: readonly string[]): string {
  const { site, hosts, workers } = config;
  const login = loginText(config, address);
  const facts = [
    ...(isBuiltIn(site.root)
      ? [["folder", "the built-in site; plinth . serves the current folder"]]
      : []),
    ["reach", reach(config, address, urls.length)],
    ...(login === undefined ? [] : [["login", login]]),
    ...(site.live ? [["live", "open pages load again when a file changes"]] : []),
    [
      "sandbox",
      `${workers === 1 ? "one worker" : `${workers} workers`} that may read ${
        hosts.length === 0 ? "this folder" : "these folders"
      } and listen there, nothing else`,
    ],
    ["stop", "Ctrl+C"],
  ] as const;
  const faint = config.reportColors ? dim : (text: string) => text;
  return facts.map(([name = "", fact]) => `  ${faint(name.padEnd(7))}  ${fact}\n`).join("");
}

function reach({ tls }: Config, { hostname, socket }: ListenAddress, count: number): string {
  if (socket !== undefined) return "programs that may open the socket file";
  if (isLoopbackAddress(hostname)) return "this machine alone; --bind 0.0.0.0 lets the network in";
  const isAlone = isForAll(hostname) && count === loopbacks(hostname).length;
  if (isAlone) return "this machine's networks, of which it seems to have none now";
  return tls === undefined
    ? "everybody in the network, unencrypted; --tls-self-signed encrypts"
    : "everybody in the network";
}

/** Who has to give a password for what; undefined when nobody has to. */
function loginText(
  { site, hosts, tls }: Config,
  { hostname, socket }: ListenAddress,
): string | undefined {
  const sites = [site, ...hosts.map((host) => host.site)];
  const rules = sites.flatMap(({ auth }) => auth);
  if (rules.length === 0) return undefined;
  const isWhole = sites.every(({ auth }) => auth.some(({ path }) => path === "/*"));
  const isOpen = tls === undefined && socket === undefined && !isLoopbackAddress(hostname);
  return `${isWhole ? "by a password" : `by a password for ${partsOf(rules)}`}${
    isOpen ? ", sent unencrypted" : ""
  }`;
}

/** The paths, when they are short enough to be told. */
function partsOf(rules: readonly AuthRule[]): string {
  const paths = [...new Set(rules.map(({ path }) => printable(path)))].join(", ");
  return paths.length <= 24 ? paths : "parts of the site";
}

/** The code of the address that another device can most likely reach. */
function qrText(
  config: Config,
  { hostname, socket }: ListenAddress,
  urls: readonly string[],
  drawCode: typeof qrCode,
): string {
  if (socket !== undefined) return "A socket file has no address for a QR code.\n";
  const url = (isForAll(hostname) ? urls[loopbacks(hostname).length] : urls[0]) ?? urls[0] ?? "";
  const advice = isLoopbackAddress(hostname)
    ? "No other device can reach this address: --bind 0.0.0.0 lets the network in.\n"
    : "";
  return `\n${drawCode(url, config.reportColors)}${url}\n${advice}`;
}
