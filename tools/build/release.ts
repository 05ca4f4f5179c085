import project from "../../deno.json" with { type: "json" };
import { BuildError } from "./build_error.ts";
import { CHECKSUMS, writeChecksums } from "./checksums.ts";
import { compileExecutable } from "./executable.ts";
import { createNotices } from "./notices.ts";
import { findPackages } from "./packages.ts";
import type { Program } from "./program.ts";
import { createSbom } from "./sbom.ts";
import { suffixOf, type Target, TARGETS } from "./targets.ts";

/**
 * Creates the files of a release: an executable for every platform, their licences and bill of materials, and checksums.
 * If an executable is missing, no checksums are written, so the release is incomplete.
 *
 * @param root Root directory of the project.
 * @param folder Output directory.
 * @throws {BuildError} If the base runtime for a platform is missing.
 */
export async function release(program: Program, root: string, folder: string): Promise<void> {
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/${CHECKSUMS}`, "");
  Deno.removeSync(`${folder}/${CHECKSUMS}`);
  const prefix = `plinth-${project.version}`;
  const names: string[] = [];
  const missing: string[] = [];
  for (const target of TARGETS) {
    const name = `${prefix}-${target.name}${suffixOf(target)}`;
    const failure = await tryToCompile(program, target, `${folder}/${name}`);
    if (failure === undefined) names.push(name);
    else missing.push(target.name);
    console.log(`${failure === undefined ? "made   " : "MISSING"}  ${name}`);
    if (failure !== undefined) console.error(`compile: ${failure.message} (${failure.advice})`);
  }
  names.push(...await writeDocuments(program, root, folder, prefix));
  if (missing.length > 0) {
    const advice = "a release needs all platforms: see above";
    throw new BuildError(`missing executables: ${missing.join(", ")}`, advice, "noBase");
  }
  await writeChecksums(folder, names);
  console.log(`made     ${CHECKSUMS}`);
}

async function tryToCompile(
  program: Program,
  target: Target,
  output: string,
): Promise<BuildError | undefined> {
  try {
    await compileExecutable(program, target, output);
    return undefined;
  } catch (error) {
    if (error instanceof BuildError && error.kind === "noBase") return error;
    throw error;
  }
}

/** @returns Names of the files. */
async function writeDocuments(
  program: Program,
  root: string,
  folder: string,
  prefix: string,
): Promise<string[]> {
  const packages = await findPackages(root, program.modules);
  const product = { name: "plinth", version: project.version, license: project.license };
  const sbom = createSbom({ ...product, ...Deno.version }, packages);
  const notices = createNotices(
    Deno.readTextFileSync(`${root}/LICENSE`),
    Deno.version.deno,
    packages,
  );
  const files = {
    [`${prefix}-sbom.cdx.json`]: `${JSON.stringify(sbom, null, 2)}\n`,
    [`${prefix}-licenses.txt`]: notices,
  };
  for (const [name, text] of Object.entries(files)) {
    Deno.writeTextFileSync(`${folder}/${name}`, text);
    console.log(`made     ${name}`);
  }
  return Object.keys(files);
}
