import type { Config } from "./config.ts";
import { workerPermissions } from "./permissions.ts";

/**
 * Returns the changes in a new configuration that need a restart, because workers get their sandbox and their address
 * when they start. Empty if the configuration can be applied in place.
 */
export function needsRestart(now: Config, next: Config): string[] {
  const changes: Readonly<Record<string, boolean>> = {
    address: now.hostname !== next.hostname || now.port !== next.port || now.socket !== next.socket,
    "log file": now.logFile !== next.logFile,
    "admin address": JSON.stringify(now.admin) !== JSON.stringify(next.admin),
    TLS: JSON.stringify([now.tls, now.httpsRedirect]) !==
      JSON.stringify([next.tls, next.httpsRedirect]),
    "the gate": (now.gate === undefined) !== (next.gate === undefined),
    "live reload": now.site.live !== next.site.live,
    workers: now.workers !== next.workers,
    folders: readablePaths(now) !== readablePaths(next),
  };
  return Object.entries(changes).filter(([, changed]) => changed).map(([name]) => name);
}

function readablePaths(config: Config): string {
  return JSON.stringify([...workerPermissions(config, config).read].sort());
}
