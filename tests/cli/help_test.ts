import { assert, assertStringIncludes } from "@std/assert";
import { helpText } from "../../lib/cli/help.ts";
import { OPTIONS, type OptionSpec } from "../../lib/cli/options.ts";
import { versionText } from "../../lib/cli/version.ts";

const SPECS: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);

Deno.test("helpText() has every option, and lines that fit a terminal", () => {
  const text = helpText();
  for (const { name, short, aliases = [], help } of SPECS) {
    for (const long of [name, ...aliases]) assertStringIncludes(text, `--${long}`);
    if (short !== undefined) assertStringIncludes(text, `-${short},`);
    assertStringIncludes(text, help);
  }
  for (const line of text.split("\n")) assert(line.length <= 110, line);
});

Deno.test("OPTIONS has each name once, and its keys are its names in camelCase", () => {
  const names = SPECS.flatMap((
    { name, short, aliases = [] },
  ) => [name, short ?? name + "-", ...aliases]);
  assert(new Set(names).size === names.length);
  for (const [key, { name }] of Object.entries(OPTIONS)) {
    const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    assert(key === camel, key);
  }
});

Deno.test("the README has every option", () => {
  const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));
  for (const { name } of SPECS) assertStringIncludes(readme, `--${name}`);
});

Deno.test("versionText() has the version of deno.json", () => {
  const project = JSON.parse(Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)));
  assertStringIncludes(versionText(), `plinth ${project.version} `);
});
