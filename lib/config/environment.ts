import type { Environment } from "./config.ts";

/** Looks at the machine, as far as the permissions at hand allow: what may not be read is as if unset. */
export function readEnvironment(): Environment {
  const variables = {
    PORT: readVariable("PORT"),
    NO_COLOR: readVariable("NO_COLOR"),
    DEBUG: readVariable("DEBUG"),
  };
  return {
    variables,
    cores: navigator.hardwareConcurrency,
    // Only Linux spreads connections over the sockets of a shared port.
    portIsShareable: Deno.build.os === "linux",
    isTerminal: Deno.stdout.isTerminal(),
    isErrorTerminal: Deno.stderr.isTerminal(),
  };
}

/**
 * Takes back what would make the runtime listen elsewhere than Plinth says: it reads this variable by itself,
 * also in workers that may read none.
 */
export function ignoreServeAddress(): void {
  if (mayRead("DENO_SERVE_ADDRESS")) Deno.env.delete("DENO_SERVE_ADDRESS");
}

/** Gives a permission back that only a log file or a socket file needs. */
export function revokeWritePermission(): void {
  Deno.permissions.revokeSync({ name: "write" });
}

function readVariable(name: string): string | undefined {
  return mayRead(name) ? Deno.env.get(name) : undefined;
}

function mayRead(variable: string): boolean {
  return Deno.permissions.querySync({ name: "env", variable }).state === "granted";
}
