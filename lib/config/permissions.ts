import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import type { Config, SiteConfig } from "./config.ts";

/** Permissions that no worker has. */
const DENIED = { env: false, ffi: false, import: false, run: false, sys: false } as const;

/** Permissions of a worker. Everything that is not listed is denied. */
export type WorkerPermissions = typeof DENIED & {
  readonly read: readonly string[];
  readonly net: readonly string[];
  readonly write: false | readonly string[];
};

/**
 * Returns the permissions of a server worker: read the roots, and listen on its addresses, including those behind the
 * gate.
 */
export function workerPermissions(
  config: Config,
  ...addresses: readonly ListenAddress[]
): WorkerPermissions {
  const sockets = addresses.flatMap(({ socket }) => socket === undefined ? [] : [socket]);
  return {
    ...DENIED,
    // Listening on a Unix socket creates its file.
    read: [...rootsOf(sitesOf(config)), ...sockets],
    write: sockets.length === 0 ? false : sockets,
    net: addresses.map(formatAddress),
  };
}

/** Returns the permissions of the admin worker: listen on its address. */
export function adminPermissions(address: ListenAddress): WorkerPermissions {
  return { ...DENIED, read: [], write: false, net: [formatAddress(address)] };
}

/** Returns the text of `--show-permissions`. */
export function permissionsText(config: Config): string {
  const { hostname, httpsRedirect } = config;
  const redirects = httpsRedirect === undefined ? [] : [{ hostname, port: httpsRedirect }];
  const permissions = workerPermissions(config, config, ...redirects);
  const isFree = config.port === 0 && config.socket === undefined;
  const port = isFree ? " (the port that the system picks)" : "";
  const inner = config.gate === undefined ? "" : ", 127.0.0.1:PORT (free ports, behind the gate)";
  const { read, write, net } = permissions;
  const allowed = [
    `  read  ${read.join(", ")}\n`,
    write === false ? "" : `  write ${write.join(", ")}\n`,
    `  net   ${net.join(", ")}${port}${inner}\n`,
  ];
  const denied = Object.entries(permissions).filter(([, allowed]) => allowed === false);
  return `Each of ${config.workers} worker${config.workers === 1 ? "" : "s"} may
${allowed.join("")}and nothing else. Refused: ${denied.map(([name]) => name).join(", ")}.
${linksText(config)}${adminText(config)}`;
}

function linksText(config: Config): string {
  const roots = rootsOf(sitesOf(config).filter(({ followSymlinks }) => followSymlinks));
  if (roots.length === 0) return "";
  return `With --follow-symlinks, workers also read the targets of symbolic links below ${
    roots.join(", ")
  }.\n`;
}

function sitesOf({ site, hosts }: Config): SiteConfig[] {
  return [site, ...hosts.map((host) => host.site)];
}

function rootsOf(sites: readonly SiteConfig[]): string[] {
  return [...new Set(sites.map(({ root }) => root))];
}

function adminText({ admin }: Config): string {
  if (admin === undefined) return "";
  return `The admin worker may listen on ${formatAddress(admin)} and do nothing else.\n`;
}
