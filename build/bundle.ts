import { BuildError } from "./build_error.ts";
import { copyTree, listFiles } from "./tree.ts";
import { runDeno } from "./deno.ts";

/** What of the project becomes part of the program. */
const SOURCES = ["main.ts", "lib", "deno.json", "deno.lock"];

/** A file that a module finds beside itself, by `new URL("...", import.meta.url)`. */
const REFERENCE = /new URL\(\s*"(\.{1,2}\/[^"]+)",\s*import\.meta\.url\s*\)/g;

/**
 * Bundles a program: each entry, that is the main module and the modules of its workers, becomes one file of
 * JavaScript beside the others. What it does not use of its packages stays out, and it starts without looking
 * for a hundred modules.
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
  await bundleEntry(scratch, entry, `${output}/main.js`);
  for (const worker of workers) {
    const bundled = worker.replaceAll("/", "_").replace(/\.ts$/, ".js");
    await bundleEntry(scratch, worker, `${output}/${bundled}`);
    // Who starts a worker names its module as it is called in the sources.
    const up = "../".repeat(worker.split("/").length - 1);
    Deno.mkdirSync(`${output}/${worker}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${output}/${worker}`, `import "./${up}${bundled}";\n`);
  }
  return [entry, ...workers];
}

/**
 * Settles a module's references for a bundle, which lies at the top: `import.meta.url` is that of the bundle there.
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

async function bundleEntry(scratch: string, entry: string, output: string): Promise<void> {
  await runDeno(["bundle", "--quiet", "--no-check", "--minify", "-o", output, entry], scratch);
  Deno.writeTextFileSync(output, withoutProcess(Deno.readTextFileSync(output)));
  if (!entry.startsWith("tests/")) refuseDynamicImport(entry, Deno.readTextFileSync(output));
}

/**
 * The standard library asks for Node's `process` before it asks for `Deno`, and to make one costs the runtime 40 ms, a
 * third of a start.
 */
function withoutProcess(code: string): string {
  return code.replace(/\b\w+\.process\?\.(?=platform\b|cwd\b)/g, "undefined?.");
}

/**
 * In an executable the runtime lets `import()` read every file, whatever the permissions (a fact of the platform). So
 * there is none whose argument is not fixed.
 */
function refuseDynamicImport(entry: string, code: string): void {
  const [found] = /\bimport\s*\((?!\s*["'`](?:node:|\.)[^"'`$]*["'`])[^;]{0,60}/.exec(code) ?? [];
  if (found === undefined) return;
  throw new BuildError(
    `${entry} imports a module by a name that is not fixed: ${found}`,
    "an executable's sandbox has a hole there: import it statically",
  );
}
