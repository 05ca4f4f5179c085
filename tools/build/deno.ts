import { BuildError } from "./build_error.ts";

/** The host that the compiler downloads base runtimes from. */
const HOST = "dl.deno.land";

/**
 * Runs `deno` with arguments.
 *
 * @param cwd Working directory.
 * @returns Its stdout.
 * @throws {BuildError} If it fails.
 */
export async function runDeno(args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  // deno-lint-ignore no-control-regex -- colours
  const text = decoder.decode(stderr).replace(/\u001b\[[\d;]*m/g, "").trim();
  const causes = [...text.matchAll(/^\s*\d+: (?!<unknown>)(.*)$/gm)].map(([, cause = ""]) => cause)
    .filter((cause, index, all) => !all.slice(0, index).some((each) => each.includes(cause)));
  const reason = (causes.length > 0 ? causes.join(": ") : text).replace(/\s*\n\s*/g, " ");
  if (!/Setting up base binary|Could not find denort/.test(text)) {
    throw new BuildError(`deno ${args[0]} failed: ${reason}`, "fix the reported error");
  }
  throw new BuildError(
    `the base runtime is not available: ${reason.replace(/^Setting up base binary\.: /, "")}`,
    `allow one download from ${HOST}, or set DENORT_BIN to the denort of Deno ${Deno.version.deno}`,
    "noBase",
  );
}
