import { bundle } from "./bundle.ts";
import { readCommit } from "./commit.ts";
import { type CopiedSite, copySite } from "./site.ts";
import { precompress } from "./precompress.ts";

/** Inputs of a program. */
export interface ProgramOptions {
  /** Root directory of the project. */
  readonly project: string;
  /** The main module, relative to `project`. */
  readonly entry: string;
  /** Absolute path of the site to embed. */
  readonly site: string;
  /** Also embed dotfiles. */
  readonly hidden: boolean;
}

/** A bundled program that is ready to compile. */
export interface Program extends Disposable {
  /** Directory with `main.js` and the embedded files. */
  readonly folder: string;
  /** Entry modules, relative to the project. */
  readonly modules: readonly string[];
  /** Names in `folder` to embed, besides the main module. */
  readonly included: readonly string[];
  readonly site: CopiedSite;
  /** Number of sidecars created for the site. */
  readonly sidecars: number;
  /** V8 flags. */
  readonly v8Flags: readonly string[];
}

/** Builds a program in a temporary directory, which disposing removes. */
export async function makeProgram(options: ProgramOptions): Promise<Program> {
  const { project, entry } = options;
  const scratch = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "plinth-compile-" }));
  try {
    const folder = `${scratch}/program`;
    const site = copySite(options.site, `${folder}/www`, {
      hidden: options.hidden,
      latest: latestTime(),
    });
    const sidecars = await precompress(`${folder}/www`, site.files);
    const { directories, links } = site;
    const facts = { commit: await readCommit(project), directories, links, sidecars };
    const overrides = { "lib/build.json": JSON.stringify(facts) };
    const modules = await bundle(project, entry, `${scratch}/source`, folder, overrides);
    const v8Flags = writeSettings(project, folder);
    const included = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name !== "main.js" && name !== "deno.json");
    return {
      ...{ folder, modules, included, site, sidecars: sidecars.length, v8Flags },
      [Symbol.dispose]: () => Deno.removeSync(scratch, { recursive: true }),
    };
  } catch (error) {
    Deno.removeSync(scratch, { recursive: true });
    throw error;
  }
}

/**
 * Writes the `deno.json` of the program, with the permissions and unstable features of `deno task start`.
 *
 * @returns The V8 flags of `deno task start`.
 */
function writeSettings(project: string, folder: string): string[] {
  const settings = JSON.parse(Deno.readTextFileSync(`${project}/deno.json`));
  const { unstable, permissions: { start }, tasks } = settings;
  Deno.writeTextFileSync(
    `${folder}/deno.json`,
    JSON.stringify({ unstable, permissions: { start } }),
  );
  return /--v8-flags=(\S+)/.exec(tasks.start.command)?.[1]?.split(",") ?? [];
}

function latestTime(): number {
  const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
  return epoch !== undefined && /^\d+$/.test(epoch) ? Number(epoch) * 1000 : Infinity;
}
