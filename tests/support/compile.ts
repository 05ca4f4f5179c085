import { assertEquals } from "@std/assert";
import { PROJECT, runToEnd } from "./server.ts";

/** Runs `deno task compile` with arguments, in the environment of the tests. */
export async function runCompile(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number; stdout: string; stderr: string }> {
  const options = ["--quiet", "--no-prompt", `--config=${PROJECT}/deno.json`, "-P=compile"];
  const command = [Deno.execPath(), "run", ...options, `${PROJECT}/build/compile.ts`];
  return await runToEnd(args, { command, env: { ...Deno.env.toObject(), ...env } });
}

/** Compiles an executable that serves a site. */
export async function compileSite(
  site: string,
  output: string,
  ...args: string[]
): Promise<{ stdout: string; stderr: string }> {
  const outcome = await runCompile(["--site", site, "--output", output, ...args]);
  assertEquals([outcome.status, outcome.status === 0 ? "" : outcome.stderr], [0, ""]);
  return outcome;
}
