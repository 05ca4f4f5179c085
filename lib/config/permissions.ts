import type { Config } from "./config.ts";

/** An address to listen on. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** The permissions of a worker: what it names is all that it may do. */
export interface WorkerPermissions {
  readonly read: readonly string[];
  readonly net: readonly string[];
  readonly env: false;
  readonly ffi: false;
  readonly import: false;
  readonly run: false;
  readonly sys: false;
  readonly write: false;
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

/** What each server worker may do: read the root, and listen on its own address. */
export function workerPermissions(config: Config, address: Address): WorkerPermissions {
  return {
    ...NOTHING,
    read: [config.site.root],
    net: [formatAddress(address)],
  };
}

/** What the admin worker may do: listen on its own address. */
export function adminPermissions(address: Address): WorkerPermissions {
  return { ...NOTHING, net: [formatAddress(address)] };
}

/** An address as it stands in a URL: `127.0.0.1:8000`, `[::1]:8000`. */
export function formatAddress({ hostname, port }: Address): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/** The text of `--show-permissions`. */
export function permissionsText(config: Config): string {
  const permissions = workerPermissions(config, config);
  const port = config.port === 0 ? " (with the free port it gets)" : "";
  const refused = Object.entries(permissions).filter(([, allowed]) => allowed === false);
  return `Each of ${config.workers} worker${config.workers === 1 ? "" : "s"} may
  read  ${permissions.read.join(", ")}
  net   ${permissions.net.join(", ")}${port}
and nothing else. Refused: ${refused.map(([name]) => name).join(", ")}.
${adminText(config)}`;
}

function adminText({ admin }: Config): string {
  if (admin === undefined) return "";
  return `The admin worker may listen on ${formatAddress(admin)} and do nothing else.\n`;
}
