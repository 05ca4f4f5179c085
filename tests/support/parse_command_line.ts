import { type Options, withDefaults } from "../../lib/config/options.ts";
import { parseGiven } from "../../lib/config/parse.ts";

/** Parses a command line, and adds the defaults. */
export function parseCommandLine(args: readonly string[]): Options {
  return withDefaults(parseGiven(args));
}
