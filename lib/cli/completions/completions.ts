import type { Shell } from "../../config/values.ts";
import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import { powershellCompletions } from "./powershell.ts";
import { zshCompletions } from "./zsh.ts";

const GENERATORS: Readonly<Record<Shell, () => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
  powershell: powershellCompletions,
};

/** Returns the completion script of a shell, made from the options table. */
export function completionsText(shell: Shell): string {
  return GENERATORS[shell]();
}
