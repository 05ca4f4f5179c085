import { BuildError } from "./build_error.ts";
import { copyTree, listFiles } from "./tree.ts";
import { runDeno } from "./deno.ts";

/** What of the project becomes part of the program. */
const SOURCES = ["main.ts", "lib", "deno.json", "deno.lock"];

/** A file that a module finds beside itself, by `new URL("...", import.meta.url)`. */
const REFERENCE = /new URL\(\s*"(\.{1,2}\/[^"]+)",\s*import\.meta\.url\s*\)/g;

/**
 * Bundles a program: what each entry, that is the main module and the modules of its workers, loads at start becomes one
 * file of JavaScript, and what it may load later others beside it. What it does not use of its packages stays out, and it
 * starts without looking for a hundred modules.
 *
 * @param project The top folder of the project.
 * @param entry The main module, below it: `main.ts`.
 * @param scratch A folder for the sources, empty.
 * @param output The folder that the program goes to; the main module is `main.js` there.
 * @param overrides The contents of files, by their paths below the project, that take the place of others.
 * @returns The main module and the workers', as paths below the project.
 */
export async function bundle(
  project: string,
  entry: string,
  scratch: string,
  output: string,
  overrides: Readonly<Record<string, string>>,
): Promise<string[]> {
  const folder = entry.includes("/") ? [entry.slice(0, entry.lastIndexOf("/"))] : [];
  for (const name of [...SOURCES, ...folder]) copyTree(`${project}/${name}`, `${scratch}/${name}`);
  for (const [name, text] of Object.entries(overrides)) {
    Deno.writeTextFileSync(`${scratch}/${name}`, text);
  }
  const modules = [...listFiles(`${scratch}/lib`).map((name) => `lib/${name}`), entry];
  const workers = new Set(
    modules.filter((name) => name.endsWith(".ts")).flatMap((name) => settle(scratch, name)),
  );
  await bundleEntry(scratch, entry, "main", output);
  for (const worker of workers) {
    const bundled = worker.replaceAll("/", "_").replace(/\.ts$/, "");
    await bundleEntry(scratch, worker, bundled, output);
    // Who starts a worker names its module as it is called in the sources.
    const up = "../".repeat(worker.split("/").length - 1);
    Deno.mkdirSync(`${output}/${worker}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${output}/${worker}`, `import "./${up}${bundled}.js";\n`);
  }
  if (!entry.startsWith("tests/")) refuseDynamicImports(output);
  return [entry, ...workers];
}

/**
 * Settles a module's references for a bundle, whose parts lie at the top: `import.meta.url` is that of a part of it there.
 *
 * @returns The modules that it refers to, which are workers'.
 */
function settle(scratch: string, name: string): string[] {
  const text = Deno.readTextFileSync(`${scratch}/${name}`);
  if (!text.includes("import.meta.url")) return [];
  const here = `new URL(${JSON.stringify(`./${name}`)}, import.meta.url)`;
  Deno.writeTextFileSync(
    `${scratch}/${name}`,
    text.replaceAll("import.meta.url", () => `${here}.href`),
  );
  return [...text.matchAll(REFERENCE)].map(([, reference = ""]) => reference)
    .filter((reference) => reference.endsWith(".ts"))
    .map((reference) => new URL(reference, `file:///${name}`).pathname.slice(1));
}

/** @param name What the file with the entry is called, without an ending. */
async function bundleEntry(
  scratch: string,
  entry: string,
  name: string,
  output: string,
): Promise<void> {
  if (entry !== `${name}.ts`) {
    Deno.writeTextFileSync(`${scratch}/${name}.ts`, `import "./${entry}";\n`);
  }
  const options = ["--quiet", "--no-check", "--minify", "--code-splitting"];
  await runDeno(["bundle", ...options, "--outdir", output, `${name}.ts`], scratch);
}

/**
 * In an executable the runtime lets `import()` read every file, whatever the permissions (a fact of the platform). So
 * there is none whose argument is not fixed.
 */
function refuseDynamicImports(output: string): void {
  const names = [...Deno.readDirSync(output)].map(({ name }) => name);
  for (const name of names.filter((name) => name.endsWith(".js"))) {
    const code = Deno.readTextFileSync(`${output}/${name}`);
    const [found] = /\bimport\s*\((?!\s*["'`](?:node:|\.)[^"'`$]*["'`])[^;]{0,60}/.exec(code) ?? [];
    if (found === undefined) continue;
    throw new BuildError(
      `${name} imports a module by a name that is not fixed: ${found}`,
      "an executable's sandbox has a hole there: import it statically",
    );
  }
}
