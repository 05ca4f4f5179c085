import type { GivenOptions } from "../config/options.ts";
import type { Shell } from "../config/values.ts";
import { versionText } from "../util/version.ts";
import { bashCompletions } from "./completions/bash.ts";
import { fishCompletions } from "./completions/fish.ts";
import { powershellCompletions } from "./completions/powershell.ts";
import { zshCompletions } from "./completions/zsh.ts";
import { helpText } from "./help.ts";
import { manPage } from "./man_page.ts";

/** Generators of completion scripts, from the options table. */
export const COMPLETIONS: Readonly<Record<Shell, () => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
  powershell: powershellCompletions,
};

/** Returns the text that `--help`, `--version`, `--man` or `--completions` prints; undefined without them. */
export function informationText(given: GivenOptions): string | undefined {
  if (given.help) return helpText();
  if (given.version) return versionText();
  if (given.man) return manPage();
  return given.completions && COMPLETIONS[given.completions]();
}
