import type { Environment } from "./config.ts";

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

function readVariable(name: string): string | undefined {
  return isReadable(name) ? Deno.env.get(name) : undefined;
}

function isReadable(variable: string): boolean {
  return Deno.permissions.querySync({ name: "env", variable }).state === "granted";
}
