import { OPTIONS, type OptionSpec } from "../lib/cli/options.ts";

const SPECS: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);
const NAMES = new Set(SPECS.flatMap(({ name, aliases = [] }) => [name, ...aliases]));

/**
 * Leaves out of a page what is about options that this version has not: parts between `<!-- if key -->` and
 * `<!-- end -->`, and rows of tables whose last cell names such an option.
 */
export function withoutMissing(text: string): string {
  return text
    .replace(
      /^<!-- if (\w+) -->\n([^]*?)^<!-- end -->\n/gm,
      (_, key: string, inner: string) => key in OPTIONS ? inner : "",
    )
    .split("\n").filter((line) => !isMissing(line)).join("\n");
}

function isMissing(line: string): boolean {
  if (!line.startsWith("|")) return false;
  const last = line.split(" | ").at(-1) ?? "";
  return [...last.matchAll(/`[^`]*?--([a-z][a-z-]+)[^`]*`/g)].some(([, name = ""]) =>
    !NAMES.has(name)
  );
}
