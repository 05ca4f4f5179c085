import type { Config } from "../config/config.ts";
import { type Address, formatAddress } from "../config/permissions.ts";
import { isEmbedded } from "../files/embedded.ts";
import { formatPath } from "../http/target.ts";
import { printable } from "../site/escape.ts";

/** The lines that say where the site is, once it can be reached: one an address. */
export function readyLines({ site }: Config, address: Address): string[] {
  const path = formatPath(site.basePath, true);
  return hostnames(address.hostname).map((hostname) => {
    const at = formatAddress({ hostname, port: address.port });
    return `Serving ${siteName(site.root)} at http://${at}${path}`;
  });
}

/** The line that says where the admin listener is. */
export function adminLine(address: Address): string {
  return `Admin at http://${formatAddress(address)}/ (healthz, readyz, metrics)`;
}

/** What is embedded has no path that means anything to anybody. */
function siteName(root: string): string {
  return isEmbedded(root) ? "the embedded site" : printable(root);
}

/** For "all addresses": this machine's own, the loopback one first. */
function hostnames(hostname: string): string[] {
  if (hostname !== "0.0.0.0" && hostname !== "::") return [hostname];
  const own = networkInterfaces().filter(({ address, family }) =>
    // A link-local address is no good in a URL: it would need its zone.
    (hostname === "::" || family === "IPv4") && !/^(?:127\.|::1$|fe80:)/i.test(address)
  );
  const loopback = hostname === "::" ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
  return [...loopback, ...own.map(({ address }) => address)];
}

/** None when looking is not permitted. */
function networkInterfaces(): Deno.NetworkInterfaceInfo[] {
  const permission = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return permission.state === "granted" ? Deno.networkInterfaces() : [];
}
