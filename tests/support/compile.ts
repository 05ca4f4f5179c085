import { assertEquals } from "@std/assert";
import { PROJECT } from "./server.ts";

/** How long a compilation may take, in milliseconds, also while other tests need the machine. */
const TIMEOUT = 120_000;

/** What came of a compilation. */
export interface CompileOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `deno task compile` with arguments, in the environment of the tests.
 *
 * @param project Another copy of the project.
 */
export async function runCompile(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  project: string = PROJECT,
): Promise<CompileOutcome> {
  const options = ["--quiet", "--no-prompt", `--config=${PROJECT}/deno.json`, "-P=compile"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...options, `${project}/build/compile.ts`, ...args],
    env,
    stdin: "null",
    signal: AbortSignal.timeout(TIMEOUT),
  }).output();
  const decoder = new TextDecoder();
  return { status: code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Compiles an executable that serves a site. */
export async function compileSite(
  site: string,
  output: string,
  ...args: string[]
): Promise<CompileOutcome> {
  const outcome = await runCompile(["--site", site, "--output", output, ...args]);
  assertEquals([outcome.status, outcome.status === 0 ? "" : outcome.stderr], [0, ""]);
  return outcome;
}
