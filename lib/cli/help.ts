import { GROUPS, OPTIONS, type OptionSpec } from "../config/options.ts";

const SPECS: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);

/** The width of a line, in characters: that of the narrowest terminal still in use. */
const WIDTH = 80;

/** What people most often do, and how. */
export const EXAMPLES: readonly (readonly [string, string])[] = [
  ["plinth .", "this folder, at http://127.0.0.1:8000/"],
  ["plinth dist 9000", "another folder, another port"],
  ["plinth . -b 0.0.0.0 --qr", "for the whole network; a phone reads the code"],
];

/** The text of `--help`: what is often used with a line for each, then all other options by name. */
export function helpText(): string {
  const often = SPECS.filter(({ isCommon = false }) => isCommon);
  const rows = often.map((spec) => [`  ${usage(spec)}`, withInitial(spec)] as const);
  const examples = EXAMPLES.map(([command, meaning]) => [`  ${command}`, meaning] as const);
  return `Plinth serves a folder over HTTP: sandboxed, correct, fast.

Usage: plinth [OPTIONS] [DIR] [PORT]
${table([...examples])}
${table(rows)}
Also, by what they are about (plinth --man describes each, and the manual):
${GROUPS.map(others).join("")}`;
}

/** `-p, --port N`: an option's first names, and what stands for its value. */
function usage({ name, short, placeholder }: OptionSpec<unknown>): string {
  const names = `${short === undefined ? "   " : `-${short},`} --${name}`;
  return placeholder === undefined
    ? names
    : `${names}${placeholder.startsWith("[=") ? "" : " "}${placeholder}`;
}

function withInitial({ help, defaultText }: OptionSpec<unknown>): string {
  return defaultText === undefined ? help : `${help} [${defaultText}]`;
}

/** Two columns. */
function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}\n`).join("");
}

/** The names of a group's options that have no line of their own. */
function others(group: string): string {
  const names = SPECS.filter((spec) => spec.group === group && spec.isCommon !== true)
    .map(({ name, short }) => short === undefined ? `--${name}` : `-${short}/--${name}`);
  return names.length === 0 ? "" : wrap(names, `  ${group.padEnd(GROUP_WIDTH)}  `);
}

const GROUP_WIDTH = Math.max(...GROUPS.map((group) => group.length));

/** Lines of words, the second and later ones indented as far as the first. */
function wrap(words: readonly string[], start: string): string {
  const lines = [start];
  let isFirst = true;
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (!isFirst && line.length + 1 + word.length > WIDTH) {
      lines.push(" ".repeat(start.length) + word);
    } else {
      lines[lines.length - 1] = isFirst ? line + word : `${line} ${word}`;
    }
    isFirst = false;
  }
  return `${lines.join("\n")}\n`;
}
