// Modules that a start loads through static imports. Node's modules and most packages take the runtime tens of
// milliseconds each, so they are imported when needed.

import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../support/server.ts";

interface Graph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier: string };
    }[];
  }[];
}

/** Returns the modules that are loaded before a module runs. */
async function staticModules(entry: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `--config=${PROJECT}/deno.json`, `${PROJECT}/${entry}`],
  }).output();
  const { modules }: Graph = JSON.parse(new TextDecoder().decode(stdout));
  const dependencies = new Map(
    modules.map(({ specifier, dependencies = [] }) => [
      specifier,
      dependencies.flatMap(({ isDynamic, code }) => code && !isDynamic ? [code.specifier] : []),
    ]),
  );
  const found = [`file://${PROJECT}/${entry}`];
  for (const specifier of found) {
    found.push(...(dependencies.get(specifier) ?? []).filter((each) => !found.includes(each)));
  }
  return [...new Set(found)];
}

for (const entry of ["main.ts", "lib/server/worker.ts"]) {
  Deno.test(`${entry} loads none of Node's modules at start, and no package but the standard library`, async () => {
    const modules = await staticModules(entry);
    assert(modules.some((specifier) => specifier.endsWith("/lib/util/errors.ts")));
    const foreign = modules.filter((specifier) =>
      !specifier.startsWith("file:") && !/^npm:\/?deno-std@/.test(specifier)
    );
    assertEquals(foreign, []);
    // It imports Node's `process` when it is loaded.
    assertEquals(modules.filter((each) => /deno-std@[^/]+\/path\/[^/]+$/.test(each)), []);
  });
}
