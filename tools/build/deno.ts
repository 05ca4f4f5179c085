import { BuildError } from "./build_error.ts";

/** Where the runtime would fetch a base runtime from. */
const HOST = "dl.deno.land";

/**
 * Runs `deno` with arguments.
 *
 * @param cwd The folder to run it in.
 * @returns What it wrote to stdout.
 * @throws {BuildError} When it fails.
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
    throw new BuildError(`deno ${args[0]} failed: ${reason}`, "mend what it names");
  }
  throw new BuildError(
    `the base runtime can't be had: ${reason.replace(/^Setting up base binary\.: /, "")}`,
    `let this machine reach ${HOST} once, or name a denort of Deno ${Deno.version.deno} in DENORT_BIN`,
    "noBase",
  );
}
