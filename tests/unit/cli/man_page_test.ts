import { assertEquals, assertStringIncludes } from "@std/assert";
import { manPage } from "../../../lib/cli/man_page.ts";
import { OPTIONS, type OptionSpec } from "../../../lib/config/options.ts";
import { TemporaryFolder } from "../../support/folder.ts";
import { hasTool, runTool } from "../../support/tools.ts";

const SPECS: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);

Deno.test("manPage() has all names of all options, with hyphens that can be copied", () => {
  const page = manPage();
  for (const { name, aliases = [] } of SPECS) {
    for (const long of [name, ...aliases]) {
      assertStringIncludes(page, `\\fB\\-\\-${long.replaceAll("-", "\\-")}\\fR`);
    }
  }
});

Deno.test({
  name: "manPage() causes no warnings in groff",
  ignore: !hasTool("groff"),
  fn: async () => {
    using folder = new TemporaryFolder();
    folder.write("plinth.1", manPage());
    const command = ["groff", "-man", "-Tutf8", "-ww", "-b", folder.at("plinth.1")];
    const { status, stdout, stderr } = await runTool(command);
    assertEquals([status, stderr], [0, ""]);
    // Removes emphasis, which groff writes as escape sequences or as overstrikes.
    // deno-lint-ignore no-control-regex -- the expression matches control characters
    const plain = stdout.replace(/\u001b\[[\d;]*m|.\u0008/g, "");
    for (const { name } of SPECS) assertStringIncludes(plain, `--${name}`);
    assertStringIncludes(plain, "plinth - serve a folder over HTTP");
  },
});
