import { createConfig } from "../config/config.ts";
import { giveUpWriting, ignoreServeAddress, readEnvironment } from "../config/environment.ts";
import { permissionsText } from "../config/permissions.ts";
import { findRoot } from "../config/root.ts";
import { report, serve } from "../server/serve.ts";
import { StartError } from "../server/start_error.ts";
import { printable } from "../site/escape.ts";
import { helpText } from "./help.ts";
import { parseCommandLine } from "./parse.ts";
import { UsageError } from "./usage_error.ts";
import { versionText } from "./version.ts";

/**
 * Runs the command that a command line asks for.
 *
 * @param workerUrl As for {@linkcode serve}.
 * @returns The exit status: 0 after a clean end, 2 for a wrong command line, 1 when it can't run.
 */
export async function run(args: readonly string[], workerUrl?: URL): Promise<number> {
  const environment = readEnvironment();
  try {
    const options = parseCommandLine(args);
    if (options.help) return print(helpText());
    if (options.version) return print(versionText());
    const config = createConfig(options, findRoot(options.directory), environment);
    if (options.showPermissions) return print(permissionsText(config));
    ignoreServeAddress();
    if (config.logFile === undefined) giveUpWriting();
    return await serve(config, workerUrl);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof StartError)) throw error;
    report(`${printable(error.message)} (${printable(error.advice)})`);
    if (/(?:^|,)plinth(?:,|$)/.test(environment.variables.DEBUG ?? "")) console.error(error.stack);
    return error instanceof UsageError ? 2 : 1;
  }
}

function print(text: string): number {
  const bytes = new TextEncoder().encode(text);
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
  return 0;
}
