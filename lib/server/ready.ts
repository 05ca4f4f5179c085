import { dim } from "@std/fmt/colors";
import type { Config } from "../config/config.ts";
import { type Address, formatAddress } from "../config/permissions.ts";
import { isBuiltIn } from "../config/root.ts";
import { isEmbedded } from "../files/embedded.ts";
import { isLoopbackAddress } from "../http/loopback.ts";
import { formatPath } from "../http/target.ts";
import { printable } from "../site/escape.ts";
import { qrCode } from "./qr_code.ts";

/**
 * What is said once the site can be reached: a line for each of its addresses, and for a person at a terminal
 * what else to know.
 */
export function readyText(config: Config, address: Address): string {
  const urls = hostnames(address.hostname).map((hostname) =>
    urlOf(config, { hostname, port: address.port })
  );
  const serving = urls.map((url) => `Serving ${siteName(config.site.root)} at ${url}\n`).join("");
  const facts = config.isInteractive ? `\n${factsText(config, address, urls)}\n` : "";
  return serving + (config.qr ? qrText(config, address, urls) : "") + facts;
}

/** The line that says where the admin listener is. */
export function adminLine(address: Address): string {
  return `Admin at http://${formatAddress(address)}/ (healthz, readyz, metrics)\n`;
}

/** What is embedded has no path that means anything to anybody. */
function siteName(root: string): string {
  return isEmbedded(root) ? "the embedded site" : printable(root);
}

function urlOf({ site }: Config, address: Address): string {
  return `http://${formatAddress(address)}${formatPath(site.basePath, true)}`;
}

function factsText(config: Config, { hostname }: Address, urls: readonly string[]): string {
  const { site, workers } = config;
  const facts = [
    ...(isBuiltIn(site.root)
      ? [["folder", "the built-in site; plinth . serves the current folder"]]
      : []),
    ["reach", reach(hostname, urls.length)],
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

function reach(hostname: string, count: number): string {
  if (isLoopbackAddress(hostname)) return "this machine alone; --bind 0.0.0.0 lets the network in";
  const isAlone = isForAll(hostname) && count === loopbacks(hostname).length;
  return isAlone
    ? "this machine's networks, of which it seems to have none now"
    : "whoever is in the same network";
}

/** The code of the address that another device can most likely reach. */
function qrText(config: Config, { hostname }: Address, urls: readonly string[]): string {
  const url = (isForAll(hostname) ? urls[loopbacks(hostname).length] : urls[0]) ?? urls[0] ?? "";
  const advice = isLoopbackAddress(hostname)
    ? "No other device can reach this address: --bind 0.0.0.0 lets the network in.\n"
    : "";
  return `\n${qrCode(url, config.reportColors)}${url}\n${advice}`;
}

function isForAll(hostname: string): boolean {
  return hostname === "0.0.0.0" || hostname === "::";
}

function loopbacks(hostname: string): string[] {
  return hostname === "::" ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
}

/** For "all addresses": this machine's own, the loopback one first. */
function hostnames(hostname: string): string[] {
  if (!isForAll(hostname)) return [hostname];
  const own = networkInterfaces().filter(({ address, family }) =>
    // A link-local address is no good in a URL: it would need its zone.
    (hostname === "::" || family === "IPv4") && !/^(?:127\.|::1$|fe80:)/i.test(address)
  );
  return [...loopbacks(hostname), ...own.map(({ address }) => address)];
}

/** None when looking is not permitted. */
function networkInterfaces(): Deno.NetworkInterfaceInfo[] {
  const permission = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return permission.state === "granted" ? Deno.networkInterfaces() : [];
}
