import { GROUPS, OPTIONS, type OptionSpec } from "./options.ts";

/** The text of `--help`. */
export function helpText(): string {
  const specs: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);
  const width = Math.max(...specs.map((spec) => usage(spec).length));
  const groups = GROUPS.map((group) => {
    const lines = specs.filter((spec) => spec.group === group).map((spec) => {
      const initial = spec.initialHelp === undefined ? "" : ` [${spec.initialHelp}]`;
      return `  ${usage(spec).padEnd(width)}  ${spec.help}${initial}\n`;
    });
    return `\n${group}:\n${lines.join("")}`;
  });
  return `Plinth serves a folder over HTTP: sandboxed, correct, fast.

Usage: plinth [OPTIONS] [DIR] [PORT]
  plinth .               this folder, at http://127.0.0.1:8000/
  plinth dist 9000       another folder, another port
  plinth . -b 0.0.0.0    for the whole network
${groups.join("")}`;
}

function usage({ name, short, aliases = [], value }: OptionSpec<unknown>): string {
  const names = [
    short === undefined ? "   " : `-${short},`,
    [name, ...aliases].map((long) => `--${long}`).join(", "),
  ];
  return `${names.join(" ")}${value === undefined ? "" : ` ${value}`}`;
}
