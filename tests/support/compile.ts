import { assertEquals } from "@std/assert";
import { PROJECT } from "./server.ts";

/** Time limit of a compilation, in milliseconds. It is generous, since other tests run at the same time. */
const TIMEOUT = 120_000;

/** The result of a compilation. */
export interface CompileOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `deno task compile` with arguments.
 *
 * @param project Root directory of the project.
 */
export async function runCompile(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  project: string = PROJECT,
): Promise<CompileOutcome> {
  const options = ["--quiet", "--no-prompt", `--config=${PROJECT}/deno.json`, "-P=compile"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...options, `${project}/tools/build/compile.ts`, ...args],
    env,
    stdin: "null",
    signal: AbortSignal.timeout(TIMEOUT),
  }).output();
  const decoder = new TextDecoder();
  return { status: code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Compiles an executable that serves a site. Fails the test if the compilation fails. */
export async function compileSite(
  site: string,
  output: string,
  ...args: string[]
): Promise<CompileOutcome> {
  const outcome = await runCompile(["--site", site, "--output", output, ...args]);
  assertEquals([outcome.status, outcome.status === 0 ? "" : outcome.stderr], [0, ""]);
  return outcome;
}
