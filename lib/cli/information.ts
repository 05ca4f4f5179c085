import { completionsText } from "./completions/completions.ts";
import { helpText } from "./help.ts";
import { manPage } from "./man_page.ts";
import type { GivenOptions } from "../config/options.ts";
import { versionText } from "../util/version.ts";

/** Returns the text that `--help`, `--version`, `--man` or `--completions` prints; undefined without them. */
export function informationText(given: GivenOptions): string | undefined {
  if (given.help) return helpText();
  if (given.version) return versionText();
  if (given.man) return manPage();
  return given.completions && completionsText(given.completions);
}
