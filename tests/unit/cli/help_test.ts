import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FOREIGN_OPTIONS } from "../../../lib/config/foreign_options.ts";
import { helpText } from "../../../lib/cli/help.ts";
import { GROUPS, OPTIONS, type OptionSpec } from "../../../lib/config/options.ts";
import { versionText } from "../../../lib/util/version.ts";

const SPECS: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);

Deno.test("helpText() lists every option and fits on a screen", () => {
  const text = helpText();
  for (const { name, short, isCommon, help } of SPECS) {
    assertStringIncludes(text, `--${name}`);
    if (short !== undefined) assertStringIncludes(text, `-${short}`);
    if (isCommon === true) assertStringIncludes(text, help);
  }
  for (const group of GROUPS) assertStringIncludes(text, group);
  const lines = text.split("\n");
  assert(lines.length <= 32, `${lines.length} lines`);
  for (const line of lines) assert(line.length <= 80, line);
});

Deno.test("OPTIONS has unique names, and the names in camelCase as keys", () => {
  const names = SPECS.flatMap((
    { name, short, aliases = [] },
  ) => [name, short ?? name + "-", ...aliases]);
  assert(new Set(names).size === names.length);
  for (const [key, { name }] of Object.entries(OPTIONS)) {
    const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    assert(key === camel, key);
  }
});

Deno.test("FOREIGN_OPTIONS covers options of other servers, but none of Plinth's", () => {
  assertStringIncludes(FOREIGN_OPTIONS["--listen"] ?? "", "--port");
  assertEquals(FOREIGN_OPTIONS["--no-such-option"], undefined);
  for (const { name, short, aliases = [] } of SPECS) {
    for (const option of [`-${short}`, ...[name, ...aliases].map((long) => `--${long}`)]) {
      assertEquals([option, FOREIGN_OPTIONS[option]], [option, undefined]);
    }
  }
});

Deno.test("the manual describes every option", () => {
  const page = new URL("../../../www/manual/options.html", import.meta.url);
  const manual = Deno.readTextFileSync(page);
  for (const { name } of SPECS) assertStringIncludes(manual, `<h3 id="${name}">`);
});

Deno.test("versionText() has the version of deno.json", () => {
  const project = JSON.parse(Deno.readTextFileSync(new URL("../../../deno.json", import.meta.url)));
  assertStringIncludes(versionText(), `plinth ${project.version} `);
});
