import { BuildError } from "./build_error.ts";
import { runDeno } from "./deno.ts";
import type { Program } from "./program.ts";
import { isThisMachine, suffixOf, type Target } from "./targets.ts";

/**
 * Compiles a program into one executable. The code cache is off: the runtime would store it under a
 * predictable name in the directory for temporary files, where another user could plant one. It also gained nothing
 * when measured.
 *
 * @param output Absolute path.
 * @throws {BuildError} If the base runtime for the target is missing, or the executable does not run.
 */
export async function compileExecutable(
  program: Program,
  target: Target,
  output: string,
): Promise<void> {
  if (!isThisMachine(target) && Deno.env.get("DENORT_BIN")) {
    throw new BuildError(
      `DENORT_BIN is a base runtime for this machine, not for ${target.name}`,
      "unset it, so that the compiler downloads the right one",
      "noBase",
    );
  }
  // Rename only after a test run, so that a failed build keeps the previous executable.
  const partial = `${output}.partial${suffixOf(target)}`;
  const includes = program.included.flatMap((name) => ["--include", name]);
  await runDeno([
    ...["compile", "--quiet", "--no-check", "--no-prompt", "--no-code-cache", "-P=start"],
    // eval and Function throw.
    `--v8-flags=${["--disallow-code-generation-from-strings", ...program.v8Flags].join(",")}`,
    ...includes,
    ...["--target", target.triple, "--output", partial, "main.js"],
  ], program.folder);
  try {
    if (isThisMachine(target)) await testRun(partial);
    Deno.renameSync(partial, output);
  } catch (error) {
    Deno.removeSync(partial);
    throw error;
  }
}

/** Runs the executable once. A base runtime of another version compiles, but exits at start. */
async function testRun(output: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(output, {
    args: ["--version"],
    clearEnv: true,
    stdin: "null",
    stdout: "null",
  }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim();
  throw new BuildError(
    `the executable does not run: ${reason}`,
    `use the base runtime of Deno ${Deno.version.deno}`,
  );
}
