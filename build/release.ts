import project from "../deno.json" with { type: "json" };
import { BuildError } from "./build_error.ts";
import { writeChecksums } from "./checksums.ts";
import { compileExecutable } from "./executable.ts";
import type { Program } from "./program.ts";
import { suffixOf, TARGETS } from "./targets.ts";

/**
 * Makes the files of a release: an executable for every platform, and checksums of everything. All of it or nothing
 * is left under the names of this version.
 *
 * @param folder Where they go.
 * @throws {BuildError} When there is no base runtime for a platform.
 */
export async function release(program: Program, folder: string): Promise<void> {
  Deno.mkdirSync(folder, { recursive: true });
  const prefix = `plinth-${project.version}`;
  const names: string[] = [];
  try {
    for (const target of TARGETS) {
      const name = `${prefix}-${target.name}${suffixOf(target)}`;
      await compileExecutable(program, target, `${folder}/${name}`);
      names.push(name);
      console.log(name);
    }
  } catch (error) {
    for (const name of names) Deno.removeSync(`${folder}/${name}`);
    if (!(error instanceof BuildError)) throw error;
    const done = TARGETS[names.length]?.name ?? "";
    throw new BuildError(`${done}: ${error.message}`, error.advice, error.kind);
  }
  await writeChecksums(folder, names);
}
