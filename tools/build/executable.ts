import { BuildError } from "./build_error.ts";
import { runDeno } from "./deno.ts";
import type { Program } from "./program.ts";
import { isThisMachine, suffixOf, type Target } from "./targets.ts";

/**
 * Compiles a program into one executable. There is no code cache: the runtime would keep it under a name that
 * anybody can guess in the folder for temporary files, where another user could put one of his own; and it was
 * measured to gain nothing.
 *
 * @param output Absolute.
 * @throws {BuildError} When there is no base runtime for the target, or the executable does not run.
 */
export async function compileExecutable(
  program: Program,
  target: Target,
  output: string,
): Promise<void> {
  if (!isThisMachine(target) && Deno.env.get("DENORT_BIN")) {
    throw new BuildError(
      `DENORT_BIN is a base runtime for this machine, not for ${target.name}`,
      "unset it: the compiler then fetches the one that fits",
      "noBase",
    );
  }
  // Under another name until it has been seen to run: what is there stays as long as there is nothing better.
  const partial = `${output}.partial${suffixOf(target)}`;
  const includes = program.included.flatMap((name) => ["--include", name]);
  await runDeno([
    ...["compile", "--quiet", "--no-check", "--no-prompt", "--no-code-cache", "-P=start"],
    // Nothing turns a string into code: eval and Function refuse.
    `--v8-flags=${["--disallow-code-generation-from-strings", ...program.v8Flags].join(",")}`,
    ...includes,
    ...["--target", target.triple, "--output", partial, "main.js"],
  ], program.folder);
  try {
    if (isThisMachine(target)) await tryOut(partial);
    Deno.renameSync(partial, output);
  } catch (error) {
    Deno.removeSync(partial);
    throw error;
  }
}

/** Runs what was compiled once: a base runtime of another version compiles, and ends at start. */
async function tryOut(output: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(output, {
    args: ["--version"],
    clearEnv: true,
    stdin: "null",
    stdout: "null",
  }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim();
  throw new BuildError(
    `what was compiled does not run: ${reason}`,
    `the base runtime has to be that of Deno ${Deno.version.deno}`,
  );
}
