import type { Config, Environment } from "./config.ts";

/** Reads the environment. Variables that the permissions do not cover count as unset. */
export function readEnvironment(): Environment {
  return {
    variables: {
      PORT: readVariable("PORT"),
      NO_COLOR: readVariable("NO_COLOR"),
      DEBUG: readVariable("DEBUG"),
    },
    cores: navigator.hardwareConcurrency,
    // Only Linux distributes connections among sockets that share a port.
    portIsShareable: Deno.build.os === "linux",
    isTerminal: Deno.stdout.isTerminal(),
    isErrorTerminal: Deno.stderr.isTerminal(),
  };
}

/**
 * Deletes DENO_SERVE_ADDRESS. Deno.serve() would listen there instead of at the configured address, even in workers
 * without permission to read the variable.
 */
export function ignoreServeAddress(): void {
  if (isReadable("DENO_SERVE_ADDRESS")) Deno.env.delete("DENO_SERVE_ADDRESS");
}

/**
 * Revokes what the supervisor does not need once the environment has been read: all variables, and writing unless there
 * is a log file or a Unix socket. `read` and `net` stay, because a worker gets no permission that its creator lacks, and
 * the runtime can't narrow a permission that was granted for everything: revoking a part of it has no effect.
 */
export function revokePermissions({ logFile, socket }: Pick<Config, "logFile" | "socket">): void {
  Deno.permissions.revokeSync({ name: "env" });
  if (logFile === undefined && socket === undefined) Deno.permissions.revokeSync({ name: "write" });
}

/** Revokes looking up the network interfaces, after the start message has named their addresses. */
export function revokeNetworkInterfaces(): void {
  Deno.permissions.revokeSync({ name: "sys", kind: "networkInterfaces" });
}

function readVariable(name: string): string | undefined {
  return isReadable(name) ? Deno.env.get(name) : undefined;
}

function isReadable(variable: string): boolean {
  return Deno.permissions.querySync({ name: "env", variable }).state === "granted";
}
