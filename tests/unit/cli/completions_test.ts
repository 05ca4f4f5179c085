// Loads the completion scripts into the shells and checks what they offer.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMPLETIONS } from "../../../lib/cli/information.ts";
import { OPTIONS, type OptionSpec } from "../../../lib/config/options.ts";
import { SHELLS } from "../../../lib/config/values.ts";
import { TemporaryFolder } from "../../support/folder.ts";
import { PROJECT } from "../../support/server.ts";
import { hasTool, runTool } from "../../support/tools.ts";

const SPECS: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);
const LONG_NAMES = SPECS.flatMap(({ name, aliases = [] }) => [name, ...aliases])
  .map((name) => `--${name}`);

/** Creates a working folder with files to complete and the scripts. */
function createWorkingFolder(): TemporaryFolder {
  const folder = new TemporaryFolder();
  folder.write("a file.txt", "");
  folder.write("my site/index.html", "");
  folder.write("other/index.html", "");
  for (const shell of SHELLS) folder.write(`completions.${shell}`, COMPLETIONS[shell]());
  return folder;
}

Deno.test("COMPLETIONS has every option for every shell", () => {
  for (const shell of SHELLS) {
    const text = COMPLETIONS[shell]();
    for (const name of LONG_NAMES) {
      const shown = shell === "fish" ? `-l ${name.slice(2)} ` : name;
      assertStringIncludes(text, shown, shell);
    }
  }
});

const BASH_QUESTIONS = `source completions.bash
ask() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _plinth
  (IFS='|'; echo "\${COMPREPLY[*]}")
}
complete -p plinth
ask plinth --po
ask plinth --log-format ''
ask plinth --log-format = c
ask plinth -d my
ask plinth o
ask plinth --port ''
ask plinth --log-file a
ask plinth -- --etag st
`;

Deno.test({
  name: "completions: bash",
  ignore: !hasTool("bash"),
  fn: async () => {
    using folder = createWorkingFolder();
    folder.write("questions", BASH_QUESTIONS);
    const { status, stdout, stderr } = await runTool(["bash", "questions"], folder.path);
    assertEquals([status, stderr], [0, ""]);
    assertEquals(stdout.split("\n"), [
      "complete -F _plinth plinth",
      "--port",
      "pretty|common|combined|json",
      "common|combined",
      "my site",
      "other",
      "",
      "a file.txt",
      "stat",
      "",
    ]);
  },
});

Deno.test({
  name: "completions: shellcheck accepts the script for bash",
  ignore: !hasTool("shellcheck"),
  fn: async () => {
    using folder = createWorkingFolder();
    const command = ["shellcheck", "--shell=bash", "--exclude=SC2207", "completions.bash"];
    const { status, stdout } = await runTool(command, folder.path);
    assertEquals([status, stdout], [0, ""]);
  },
});

Deno.test({
  name: "completions: fish",
  ignore: !hasTool("fish"),
  fn: async () => {
    using folder = createWorkingFolder();
    const ask = async (line: string): Promise<string[]> => {
      const script = `source completions.fish; complete -C ${JSON.stringify(line)}`;
      const { status, stdout, stderr } = await runTool(
        ["fish", "--no-config", "-c", script],
        folder.path,
      );
      assertEquals([line, status, stderr], [line, 0, ""]);
      return stdout.split("\n").filter((text) => text !== "").map((text) =>
        text.split("\t", 1)[0] ?? ""
      );
    };
    assertEquals(await ask("plinth --por"), ["--port"]);
    assertEquals(await ask("plinth --log-format "), ["combined", "common", "json", "pretty"]);
    assertEquals(await ask("plinth --log-format=c"), [
      "--log-format=combined",
      "--log-format=common",
    ]);
    assertEquals(await ask("plinth -d o"), ["other/"]);
    assertEquals(await ask("plinth --port "), []);
    const files = await ask("plinth --log-file ");
    assert(files.some((name) => name.includes("a file.txt") || name.includes("a\\ file.txt")));
    const all = await ask("plinth --");
    for (const name of LONG_NAMES) assert(all.includes(name), name);
  },
});

/** zsh completes only on a terminal; its zpty module provides one. */
const ZSH_QUESTIONS = `zmodload zsh/zpty
zpty -b shell zsh -f -i
ask() {
  zpty -w shell "$1"
}
collect() {
  local chunk all=
  for _ in {1..100}; do
    while zpty -r -t shell chunk 2>/dev/null; do all+=$chunk; done
    [[ $all == *$1* ]] && break
    sleep 0.05
  done
  print -r -- "$all"
}
ask "PS1=; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -D; zstyle ':completion:*' list-colors ''"
ask "LISTMAX=1000; setopt auto_list no_list_beep; source ./completions.zsh; print rea''dy"
collect ready >/dev/null
zpty -n -w shell $'plinth --por\\t'
collect '--port'
zpty -n -w shell $'\\C-uplinth --log-format \\t\\t'
collect pretty
zpty -n -w shell $'\\C-uplinth --log-format=comb\\t'
collect combined
zpty -n -w shell $'\\C-uplinth -d oth\\t'
collect other
zpty -d shell
`;

Deno.test({
  name: "completions: zsh",
  ignore: !hasTool("zsh"),
  fn: async () => {
    using folder = createWorkingFolder();
    folder.write("questions", ZSH_QUESTIONS);
    const { status, stdout } = await runTool(["zsh", "-f", "questions"], folder.path);
    assertEquals(status, 0);
    for (const expected of ["--port", "pretty", "json", "--log-format=combined", "-d other"]) {
      assertStringIncludes(stdout, expected);
    }
    assert(!/command not found|parse error|_arguments:/.test(stdout), stdout);
  },
});

Deno.test({
  name: "completions: PowerShell",
  ignore: !hasTool("pwsh"),
  fn: async () => {
    using folder = createWorkingFolder();
    const ask = async (line: string): Promise<string> => {
      const script = `. ./completions.ps1; (TabExpansion2 '${line}' ${line.length})` +
        `.CompletionMatches | ForEach-Object CompletionText`;
      return (await runTool(["pwsh", "-NoProfile", "-c", script], folder.path)).stdout;
    };
    folder.write("completions.ps1", COMPLETIONS.powershell());
    assertStringIncludes(await ask("plinth --por"), "--port");
    assertStringIncludes(await ask("plinth --log-format p"), "pretty");
  },
});

interface Syntax {
  readonly hasError: boolean;
  readonly commands: readonly string[];
  readonly strings: readonly string[];
  readonly keys: readonly string[];
}

/** Parses a PowerShell script with the tree-sitter grammar that editors use. */
async function powershellSyntax(script: string): Promise<Syntax> {
  using folder = new TemporaryFolder();
  folder.write("script.ps1", script);
  const { status, stdout, stderr } = await runTool([
    ...[Deno.execPath(), "run", "--quiet", "--no-prompt", `--config=${PROJECT}/deno.json`],
    ...["--unstable-raw-imports", "--allow-read", `${PROJECT}/tests/support/powershell_syntax.mjs`],
    folder.at("script.ps1"),
  ]);
  assertEquals([status, stderr], [0, ""]);
  return JSON.parse(stdout);
}

Deno.test("completions: the script for PowerShell is syntactically valid", async () => {
  const { hasError, commands, strings, keys } = await powershellSyntax(
    COMPLETIONS.powershell(),
  );
  assertEquals([hasError, commands[0]], [false, "Register-ArgumentCompleter"]);
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  for (const { name, aliases = [], help } of SPECS) {
    for (const each of [name, ...aliases]) assert(strings.includes(quoted(`--${each}`)), each);
    assert(strings.includes(quoted(help)), help);
  }
  assert(["--log-format", "--etag"].every((name) => keys.includes(quoted(name))), `${keys}`);
});

Deno.test("completions: the PowerShell parser detects syntax errors", async () => {
  assertEquals((await powershellSyntax("$a = @{ 'b' = 'it's' }")).hasError, true);
  assertEquals((await powershellSyntax("$a = @{ 'b' = 'it''s' }")).hasError, false);
});
