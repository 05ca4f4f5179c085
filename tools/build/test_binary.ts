// deno task test:binary: runs the end-to-end tests on compiled executables, which start in an empty directory with an
// empty environment. Without the base runtime every test is reported as ignored.

import { fromFileUrl } from "@std/path/from-file-url";
import { BuildError } from "./build_error.ts";
import { compileExecutable } from "./executable.ts";
import { makeProgram } from "./program.ts";
import { findTarget } from "./targets.ts";
import { listFiles } from "./tree.ts";

const PROJECT = fromFileUrl(new URL("../../", import.meta.url)).replace(/[/\\]$/, "");
const SUPPORT = "tests/support";

/** @returns Why no executables were compiled; undefined on success. */
async function compileAll(folder: string): Promise<string | undefined> {
  const others = listFiles(`${PROJECT}/${SUPPORT}`).filter((name) => name.endsWith("_main.ts"));
  try {
    for (const entry of ["main.ts", ...others.map((name) => `${SUPPORT}/${name}`)]) {
      const name = entry.replace(/^.*\//, "").replace(/\.ts$/, "");
      const options = { project: PROJECT, site: `${PROJECT}/www`, hidden: false, entry };
      using program = await makeProgram(options);
      await compileExecutable(program, findTarget(Deno.build.target), `${folder}/${name}`);
    }
    return undefined;
  } catch (error) {
    if (error instanceof BuildError && error.kind === "noBase") return error.message;
    throw error;
  }
}

async function runTests(folder: string, reason: string | undefined): Promise<number> {
  const tests = listFiles(`${PROJECT}/tests`).map((name) => `tests/${name}`)
    .filter((name) => /^tests\/(e2e|binary|deploy)\//.test(name));
  const preload = reason === undefined ? [] : [`--preload=${SUPPORT}/ignore_all.ts`];
  const args = ["test", "--quiet", "--no-prompt", "--parallel", "-P=test", ...preload];
  const env = reason === undefined
    ? { PLINTH_EXECUTABLES: folder }
    : { PLINTH_NO_EXECUTABLE: "no base runtime to compile with" };
  const child = new Deno.Command("deno", {
    args: [...args, ...Deno.args, ...tests.filter((name) => name.endsWith("_test.ts"))],
    cwd: PROJECT,
    env,
  });
  const { code } = await child.spawn().status;
  return code;
}

async function main(): Promise<number> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "plinth_executables_" }));
  try {
    const reason = await compileAll(folder);
    if (reason !== undefined) console.error(`All tests are ignored: ${reason}`);
    return await runTests(folder, reason);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(`test:binary: ${error.message} (${error.advice})`);
    return error.status;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.exit(await main());
