// deno task compile: compiles Plinth and a site into one executable.

import { fromFileUrl } from "@std/path/from-file-url";
import { resolve } from "@std/path/resolve";
import { BuildError } from "./build_error.ts";
import { compileExecutable } from "./executable.ts";
import { type CompileOptions, HELP, readCompileOptions } from "./options.ts";
import { makeProgram, type Program } from "./program.ts";
import { release } from "./release.ts";
import { suffixOf } from "./targets.ts";

const PROJECT = fromFileUrl(new URL("../../", import.meta.url)).replace(/[/\\]$/, "");

async function main(): Promise<number> {
  try {
    const options = readCompileOptions(Deno.args, PROJECT);
    if (options === "help") console.log(HELP);
    else await compile(options);
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(`compile: ${error.message} (${error.advice})`);
    return error.status;
  }
}

async function compile(options: CompileOptions): Promise<void> {
  using program = await makeProgram({ project: PROJECT, ...options });
  report(program, options);
  if (options.output === undefined) {
    return await release(program, PROJECT, resolve(PROJECT, "dist"));
  }
  const output = options.output + (options.output.endsWith(".exe") ? "" : suffixOf(options.target));
  Deno.mkdirSync(resolve(output, ".."), { recursive: true });
  await compileExecutable(program, options.target, output);
  console.log(`${output}  ${(Deno.statSync(output).size / 1e6).toFixed(1)} MB`);
}

/** Prints what is embedded and what is left out. */
function report({ site, sidecars }: Program, { site: path }: CompileOptions): void {
  console.log(
    `embedding ${path}: ${site.files.length} files, ${sidecars} compressed forms of them`,
  );
  for (const each of site.leftOut) console.error(`compile: left out: ${each}`);
}

Deno.exit(await main());
