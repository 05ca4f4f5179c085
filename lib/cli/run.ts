import { ignoreServeAddress, readEnvironment, revokePermissions } from "../config/environment.ts";
import { loadConfig } from "../config/load.ts";
import { permissionsText } from "../config/permissions.ts";
import { describeMistakes } from "../server/reload.ts";
import { report, serve } from "../server/serve.ts";
import { StartError, UsageError } from "../util/errors.ts";
import { parseGiven } from "../config/parse.ts";
import { writeAllSync } from "../util/write_all.ts";

/**
 * Runs a command line to its end.
 *
 * @param workerUrl See {@linkcode serve}.
 * @returns The exit status: 0 after a normal stop, 2 for an invalid command line or settings file, 1 for other failures.
 */
export async function run(args: readonly string[], workerUrl?: URL): Promise<number> {
  const environment = readEnvironment();
  try {
    // Other commands import their modules lazily, to keep the server's startup short.
    if (args[0] === "hash-password") {
      const { hashPasswordCommand } = await import("./hash_password.ts");
      return print(await hashPasswordCommand(args.slice(1)));
    }
    const given = parseGiven(args);
    if (given.help || given.version || given.man || given.completions !== undefined) {
      const { informationText } = await import("./information.ts");
      return print(informationText(given) ?? "");
    }
    if (given.health !== undefined) {
      const { checkHealth } = await import("./health.ts");
      return await checkHealth(given.health, print);
    }
    const load = () => loadConfig(given, environment);
    const loaded = await load();
    if (given.showPermissions) return print(permissionsText(loaded.config));
    ignoreServeAddress();
    revokePermissions(loaded.config);
    return await serve(loaded, load, workerUrl);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof StartError)) throw error;
    for (const line of describeMistakes(error)) report(line);
    if (/(?:^|,)plinth(?:,|$)/.test(environment.variables.DEBUG ?? "")) console.error(error.stack);
    return error instanceof UsageError ? 2 : 1;
  }
}

function print(text: string): number {
  writeAllSync(Deno.stdout, new TextEncoder().encode(text));
  return 0;
}
