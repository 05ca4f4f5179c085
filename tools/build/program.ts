import { bundle } from "./bundle.ts";
import { readCommit } from "./commit.ts";
import { type CopiedSite, copySite } from "./site.ts";
import { precompress } from "./precompress.ts";

/** What a program is made of. */
export interface ProgramOptions {
  /** The top folder of the project. */
  readonly project: string;
  /** The main module, below it. */
  readonly entry: string;
  /** The site that is embedded, absolute. */
  readonly site: string;
  /** Embed the site's dotfiles too. */
  readonly hidden: boolean;
}

/** A program, ready to be compiled. */
export interface Program extends Disposable {
  /** Its folder: `main.js`, and what else is embedded. */
  readonly folder: string;
  /** The modules that it was bundled from, as paths below the project. */
  readonly modules: readonly string[];
  /** What is embedded beside the main module, below the folder. */
  readonly included: readonly string[];
  readonly site: CopiedSite;
  /** How many sidecars were made for the site. */
  readonly sidecars: number;
  /** How its JavaScript engine is set. */
  readonly v8Flags: readonly string[];
}

/** Makes a program in a temporary folder, which is removed when it is disposed of. */
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
 * The permissions and features that the program runs with are those that it has from source.
 *
 * @returns The flags of its JavaScript engine, from the task that starts it.
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
