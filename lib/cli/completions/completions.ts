import { OPTIONS, type OptionSpec } from "../../config/options.ts";
import type { Shell } from "../../config/values.ts";
import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import { powershellCompletions } from "./powershell.ts";
import { zshCompletions } from "./zsh.ts";

const WRITERS: Readonly<Record<Shell, (specs: readonly OptionSpec<unknown>[]) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
  powershell: powershellCompletions,
};

/** The text of `--completions`: a script for a shell, from the table of options. */
export function completionsText(shell: Shell): string {
  return WRITERS[shell](Object.values(OPTIONS));
}
