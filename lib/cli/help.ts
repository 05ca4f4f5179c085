import { GROUPS, type OptionSpec, SPECS } from "../config/options.ts";

/** Line width in characters: that of the narrowest common terminal. */
const WIDTH = 80;

/** The most common commands, each with what it does. */
export const EXAMPLES: readonly (readonly [string, string])[] = [
  ["plinth .", "serve this folder at http://127.0.0.1:8000/"],
  ["plinth dist 9000", "serve the folder dist on port 9000"],
  ["plinth . -b 0.0.0.0 --qr", "serve to the network; scan the code with a phone"],
];

/** Returns the text of `--help`: one line for each common option, then the names of the others. */
export function helpText(): string {
  const common = SPECS.filter(({ isCommon = false }) => isCommon);
  const rows = common.map((spec) => [`  ${usage(spec)}`, withDefault(spec)] as const);
  const examples = EXAMPLES.map(([command, meaning]) => [`  ${command}`, meaning] as const);
  return `Plinth serves a folder over HTTP: sandboxed, correct, fast.

Usage: plinth [OPTIONS] [DIR] [PORT]
${table([...examples])}
${table(rows)}
Other options (plinth --man and the manual describe them):
${GROUPS.map(others).join("")}`;
}

/** Returns an option's main names and its placeholder: `-p, --port N`. */
function usage({ name, short, placeholder }: OptionSpec<unknown>): string {
  const names = `${short === undefined ? "   " : `-${short},`} --${name}`;
  return placeholder === undefined
    ? names
    : `${names}${placeholder.startsWith("[=") ? "" : " "}${placeholder}`;
}

function withDefault({ help, defaultText }: OptionSpec<unknown>): string {
  return defaultText === undefined ? help : `${help} [${defaultText}]`;
}

/** Returns rows in two aligned columns. */
function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}\n`).join("");
}

/** Returns the names of a group's less common options. */
function others(group: string): string {
  const names = SPECS.filter((spec) => spec.group === group && spec.isCommon !== true)
    .map(({ name, short }) => short === undefined ? `--${name}` : `-${short}/--${name}`);
  return names.length === 0 ? "" : wrap(names, `  ${group.padEnd(GROUP_WIDTH)}  `);
}

const GROUP_WIDTH = Math.max(...GROUPS.map((group) => group.length));

/** Wraps words into lines; the lines after the first are indented by the length of `start`. */
function wrap(words: readonly string[], start: string): string {
  const [first = "", ...others] = words;
  const lines = [start + first];
  for (const word of others) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length > WIDTH) lines.push(" ".repeat(start.length) + word);
    else lines[lines.length - 1] = longer;
  }
  return `${lines.join("\n")}\n`;
}
