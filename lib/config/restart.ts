import type { Config } from "./config.ts";
import { workerPermissions } from "./permissions.ts";

/**
 * What a new configuration changes that a running server can't: the sandboxes of its workers and where they listen
 * are decided when it starts. Empty when it can be taken up in place.
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
    folders: readable(now) !== readable(next),
  };
  return Object.entries(changes).filter(([, changed]) => changed).map(([name]) => name);
}

function readable(config: Config): string {
  return JSON.stringify([...workerPermissions(config, config).read].sort());
}
