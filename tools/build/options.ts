import { parseArgs } from "@std/cli/parse-args";
import { resolve } from "@std/path/resolve";
import { BuildError } from "./build_error.ts";
import { findTarget, type Target } from "./targets.ts";

/** Options of a compilation. */
export interface CompileOptions {
  /** Absolute path of the site to embed. */
  readonly site: string;
  readonly hidden: boolean;
  readonly entry: string;
  readonly target: Target;
  /** Absolute path of the executable, `.exe` optional; undefined for a release. */
  readonly output: string | undefined;
}

/** The text of `--help`. */
export const HELP = `deno task compile [OPTIONS]: compiles Plinth and a site into one executable

  --site DIR       the site to embed and to serve by default (www/)
  --hidden         also embed dotfiles, which --hidden then serves
  --output FILE    the executable (dist/plinth)
  --target NAME    target platform: linux-x64, linux-arm64, macos-x64, macos-arm64, windows-x64
  --all            all platforms, with SHA256SUMS, SBOM and licences, in dist/ (deno task compile:all)
`;

const NAMES = { boolean: ["hidden", "all", "help"], string: ["site", "output", "target", "entry"] };

/** @throws {BuildError} If an option is unknown, missing or contradictory. */
export function readCompileOptions(
  args: readonly string[],
  project: string,
): CompileOptions | "help" {
  const known = [...NAMES.boolean, ...NAMES.string];
  const given = parseArgs(args, { ...NAMES, "--": true });
  const unknown = Object.keys(given).find((name) => !["_", "--", ...known].includes(name)) ??
    (given._ as unknown[])[0];
  if (unknown !== undefined) throw usage(`"${unknown}" is not an option`, "see --help");
  if (given.help) return "help";
  const read = (name: string) => given[name] === undefined ? undefined : String(given[name]);
  for (const name of NAMES.string) {
    if (read(name) === "") throw usage(`--${name} needs a value`, "see --help");
  }
  // A task runs in the project's directory; paths are relative to the directory of the caller.
  const here = Deno.env.get("INIT_CWD") ?? Deno.cwd();
  const site = read("site") === undefined
    ? resolve(project, "www")
    : resolve(here, read("site") ?? "");
  const output = given.all ? undefined : readOutput(read("output"), read("site"), here, project);
  if (given.all && read("output")) {
    throw usage("--all chooses the file names", "omit --output");
  }
  checkSite(site, output);
  return {
    site: Deno.realPathSync(site),
    hidden: given.hidden === true,
    entry: read("entry") ?? "main.ts",
    target: findTarget(read("target") ?? Deno.build.target),
    output,
  };
}

function readOutput(
  output: string | undefined,
  site: string | undefined,
  here: string,
  project: string,
): string {
  if (output !== undefined) return resolve(here, output);
  if (site === undefined) return resolve(project, "dist/plinth");
  throw usage("--site needs --output", "name it with --output FILE");
}

function checkSite(site: string, output: string | undefined): void {
  let isFolder = false;
  try {
    isFolder = Deno.statSync(site).isDirectory;
  } catch {
    // It does not exist or is not accessible.
  }
  if (!isFolder) throw usage(`there is no folder "${site}"`, "name one that exists with --site");
  if (output !== undefined && resolve(output).startsWith(`${resolve(site)}/`)) {
    throw usage("the executable would become part of the site", "choose a path outside the site");
  }
}

function usage(message: string, advice: string): BuildError {
  return new BuildError(message, advice, "usage");
}
