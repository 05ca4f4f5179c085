import { BuildError } from "./build_error.ts";
import { copyTree, listFiles } from "./tree.ts";
import { runDeno } from "./deno.ts";

/** The sources of the program. */
const SOURCES = ["main.ts", "lib", "deno.json", "deno.lock"];

/** A file that a module refers to by `new URL("...", import.meta.url)`. */
const REFERENCE = /new URL\(\s*"(\.{1,2}\/[^"]+)",\s*import\.meta\.url\s*\)/g;

/**
 * Bundles a program. Each entry (the main module and each worker module) becomes one JavaScript file with its static
 * imports; dynamic imports become separate files. Unused code of packages is removed, and the program starts without
 * loading a hundred modules.
 *
 * @param project Root directory of the project.
 * @param entry The main module, relative to `project`: `main.ts`.
 * @param scratch An empty directory for the sources.
 * @param output Output directory. The main module becomes `main.js`.
 * @param overrides Contents that replace files, by path relative to the project.
 * @returns Paths of the main module and the worker modules, relative to the project.
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
    modules.filter((name) => name.endsWith(".ts")).flatMap((name) => rewriteUrls(scratch, name)),
  );
  await bundleEntry(scratch, entry, "main", output);
  for (const worker of workers) {
    const bundled = worker.replaceAll("/", "_").replace(/\.ts$/, "");
    await bundleEntry(scratch, worker, bundled, output);
    // The code that starts a worker uses the path of the source module.
    const up = "../".repeat(worker.split("/").length - 1);
    Deno.mkdirSync(`${output}/${worker}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${output}/${worker}`, `import "./${up}${bundled}.js";\n`);
  }
  if (!entry.startsWith("tests/")) rejectDynamicImports(output);
  return [entry, ...workers];
}

/**
 * Rewrites `import.meta.url` in a module to the URL of the source module, since all bundled files are in the top directory.
 *
 * @returns The worker modules that it refers to.
 */
function rewriteUrls(scratch: string, name: string): string[] {
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

/** @param name File name of the bundle, without extension. */
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
 * Throws if the bundle contains an `import()` whose argument is not a constant. In an executable the runtime lets
 * `import()` read every file, whatever the permissions are.
 */
function rejectDynamicImports(output: string): void {
  const names = [...Deno.readDirSync(output)].map(({ name }) => name);
  for (const name of names.filter((name) => name.endsWith(".js"))) {
    const code = Deno.readTextFileSync(`${output}/${name}`);
    const [found] = /\bimport\s*\((?!\s*["'`](?:node:|\.)[^"'`$]*["'`])[^;]{0,60}/.exec(code) ?? [];
    if (found === undefined) continue;
    throw new BuildError(
      `${name} imports a module by a computed name: ${found}`,
      "this bypasses an executable's sandbox: use a static import",
    );
  }
}
