import { dim } from "@std/fmt/colors";
import type { Config } from "../config/config.ts";
import { type Address, formatAddress } from "../config/permissions.ts";
import { isBuiltIn } from "../config/root.ts";
import { isEmbedded } from "../files/program.ts";
import { isLoopbackAddress } from "../http/loopback.ts";
import { formatPath } from "../http/target.ts";
import { printable } from "../site/escape.ts";
import { hostnames, isForAll, loopbacks } from "./hostnames.ts";
import type { Listening } from "./listening.ts";
import { qrCode } from "./qr_code.ts";

/**
 * What is said once the site can be reached: a line for each of its addresses, and for a person at a terminal
 * what else to know.
 */
export function readyText(config: Config, listening: Listening): string {
  const { address } = listening;
  const urls = address.socket !== undefined
    ? [formatAddress(address)]
    : hostnames(address.hostname).map((hostname) =>
      urlOf(config, { hostname, port: address.port })
    );
  const serving = urls.map((url) => `Serving ${siteName(config.site.root)} at ${url}\n`).join("");
  const facts = config.isInteractive ? `\n${factsText(config, address, urls)}\n` : "";
  return serving + secureText(config, listening) +
    (config.qr ? qrText(config, address, urls) : "") + facts;
}

/** The line that says where the admin listener is. */
export function adminLine(address: Address): string {
  return `Admin at http://${formatAddress(address)}/ (healthz, readyz, metrics)\n`;
}

/** What is embedded has no path that means anything to anybody. */
function siteName(root: string): string {
  return isEmbedded(root) ? "the embedded site" : printable(root);
}

/** Where plain HTTP is redirected; and what tells a certificate that nobody vouches for. */
function secureText({ tls }: Config, { redirectAddress, certificate }: Listening): string {
  const redirecting = redirectAddress === undefined
    ? ""
    : `Redirecting http://${formatAddress(redirectAddress)}/ to HTTPS\n`;
  if (tls?.kind !== "selfSigned" || certificate === undefined) return redirecting;
  return `${redirecting}The certificate was made for this run, so browsers warn of it; its SHA-256 fingerprint:
  ${certificate.fingerprint}
`;
}

function urlOf({ site, tls }: Config, address: Address): string {
  return `${tls === undefined ? "http" : "https"}://${formatAddress(address)}${
    formatPath(site.basePath, true)
  }`;
}

function factsText(config: Config, address: Address, urls: readonly string[]): string {
  const { site, workers } = config;
  const facts = [
    ...(isBuiltIn(site.root)
      ? [["folder", "the built-in site; plinth . serves the current folder"]]
      : []),
    ["reach", reach(config, address, urls.length)],
    [
      "sandbox",
      `${workers === 1 ? "one worker" : `${workers} workers`} that may read this ` +
      "folder and listen there, and nothing else",
    ],
    ["stop", "Ctrl+C"],
  ] as const;
  const faint = config.reportColors ? dim : (text: string) => text;
  return facts.map(([name = "", fact]) => `  ${faint(name.padEnd(7))}  ${fact}\n`).join("");
}

function reach({ tls }: Config, { hostname, socket }: Address, count: number): string {
  if (socket !== undefined) return "programs that may open the socket file";
  if (isLoopbackAddress(hostname)) return "this machine alone; --bind 0.0.0.0 lets the network in";
  const isAlone = isForAll(hostname) && count === loopbacks(hostname).length;
  if (isAlone) return "this machine's networks, of which it seems to have none now";
  return tls === undefined
    ? "whoever is in the same network, unencrypted (--tls-self-signed encrypts)"
    : "whoever is in the same network";
}

/** The code of the address that another device can most likely reach. */
function qrText(config: Config, { hostname, socket }: Address, urls: readonly string[]): string {
  if (socket !== undefined) return "A socket file has no address for a QR code.\n";
  const url = (isForAll(hostname) ? urls[loopbacks(hostname).length] : urls[0]) ?? urls[0] ?? "";
  const advice = isLoopbackAddress(hostname)
    ? "No other device can reach this address: --bind 0.0.0.0 lets the network in.\n"
    : "";
  return `\n${qrCode(url, config.reportColors)}${url}\n${advice}`;
}
