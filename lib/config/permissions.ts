import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import type { Config, SiteConfig } from "./config.ts";

/** The permissions of a worker: what it names is all that it may do. */
export interface WorkerPermissions {
  readonly read: readonly string[];
  readonly net: readonly string[];
  readonly env: false;
  readonly ffi: false;
  readonly import: false;
  readonly run: false;
  readonly sys: false;
  readonly write: false | readonly string[];
}

const NOTHING: WorkerPermissions = {
  read: [],
  net: [],
  env: false,
  ffi: false,
  import: false,
  run: false,
  sys: false,
  write: false,
};

/**
 * What each server worker may do: read the roots, and listen on its own addresses, those behind the gate
 * included.
 */
export function workerPermissions(
  config: Config,
  ...addresses: readonly ListenAddress[]
): WorkerPermissions {
  const sockets = addresses.flatMap(({ socket }) => socket === undefined ? [] : [socket]);
  return {
    ...NOTHING,
    // To listen on a socket file is to make it, too.
    read: [...rootsOf(sitesOf(config)), ...sockets],
    write: sockets.length === 0 ? false : sockets,
    net: addresses.map(formatAddress),
  };
}

/** What the admin worker may do: listen on its own address. */
export function adminPermissions(address: ListenAddress): WorkerPermissions {
  return { ...NOTHING, net: [formatAddress(address)] };
}

/** The text of `--show-permissions`. */
export function permissionsText(config: Config): string {
  const { hostname, httpsRedirect } = config;
  const redirects = httpsRedirect === undefined ? [] : [{ hostname, port: httpsRedirect }];
  const permissions = workerPermissions(config, config, ...redirects);
  const inner = config.gate === undefined ? "" : `, 127.0.0.1:PORT (free ones, behind the gate)`;
  const port =
    (config.port === 0 && config.socket === undefined ? " (with the free port it gets)" : "") +
    inner;
  const { read, write, net } = permissions;
  const allowed = [
    `  read  ${read.join(", ")}\n`,
    write === false ? "" : `  write ${write.join(", ")}\n`,
    `  net   ${net.join(", ")}${port}\n`,
  ];
  const refused = Object.entries(permissions).filter(([, allowed]) => allowed === false);
  return `Each of ${config.workers} worker${config.workers === 1 ? "" : "s"} may
${allowed.join("")}and nothing else. Refused: ${refused.map(([name]) => name).join(", ")}.
${linksText(config)}${adminText(config)}`;
}

function linksText(config: Config): string {
  const roots = rootsOf(sitesOf(config).filter(({ followSymlinks }) => followSymlinks));
  if (roots.length === 0) return "";
  return `With --follow-symlinks it reads what links below ${
    roots.join(", ")
  } lead to, wherever that is.\n`;
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
