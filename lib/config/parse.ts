import { parseArgs } from "@std/cli/parse-args";
import { levenshteinDistance } from "@std/text/levenshtein-distance";
import { type GivenOptions, type OptionKey, OPTIONS, type OptionSpec, SPECS } from "./options.ts";
import { FOREIGN_OPTIONS } from "./foreign_options.ts";
import { UsageError } from "../util/errors.ts";
import { readInteger } from "./values.ts";

const ENTRIES = Object.entries(OPTIONS) as [OptionKey, OptionSpec<unknown>][];

/**
 * Parses a command line: `[OPTIONS] [DIR] [PORT]`.
 *
 * @returns The given options, without defaults.
 * @throws {UsageError} For unknown options, and for malformed or missing values.
 */
export function parseGiven(args: readonly string[]): GivenOptions {
  const { "--": positionals = [], ...given } = parseArgs(normalize(args), {
    boolean: SPECS.filter(({ placeholder }) => placeholder === undefined).map(({ name }) => name),
    string: SPECS.filter(({ placeholder }) => placeholder !== undefined).map(({ name }) => name),
    collect: SPECS.filter(({ repeatable }) => repeatable === true).map(({ name }) => name),
    "--": true,
  });
  const options = Object.fromEntries(
    ENTRIES.filter(([, spec]) => isGiven(given[spec.name]))
      .map(([key, spec]) => [key, readOption(spec, given[spec.name])]),
  );
  return withPositionals(options, positionals);
}

/** Whether parseArgs found the option: absent switches are `false`, absent repeatable options `[]`. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

function readOption({ read, name }: OptionSpec<unknown>, given: unknown): unknown {
  if (read === undefined) return true;
  if (Array.isArray(given)) return given.map((text) => read(text, `--${name}`));
  return read(String(given), `--${name}`);
}

/** Reads a bare number as the port and any other argument as the folder; each may appear once. */
function withPositionals(options: GivenOptions, positionals: readonly string[]): GivenOptions {
  let { directory, port } = options;
  for (const text of positionals) {
    if (/^\d+$/.test(text)) {
      if (port !== undefined) throw duplicate("port", text);
      port = readInteger(0, 65535)(text, "PORT");
    } else {
      if (directory !== undefined) throw duplicate("folder", text);
      if (text === "") {
        throw new UsageError("the folder name is empty", "use . for the current folder");
      }
      directory = text;
    }
  }
  return {
    ...options,
    ...(directory !== undefined && { directory }),
    ...(port !== undefined && { port }),
  };
}

function duplicate(argument: string, text: string): UsageError {
  return new UsageError(
    `unexpected second ${argument} "${text}"`,
    "use plinth [OPTIONS] [DIR] [PORT]; write ./8080 for a folder named 8080",
  );
}

/** Rewrites options as `--name` or `--name=value`, and moves positionals after `--`. */
function normalize(args: readonly string[]): string[] {
  const options: string[] = [];
  const positionals: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") positionals.push(...rest.splice(0));
    else if (arg.startsWith("--")) options.push(normalizeLong(arg, rest));
    else if (arg.startsWith("-") && arg !== "-") options.push(...normalizeShort(arg, rest));
    else positionals.push(arg);
  }
  return [...options, "--", ...positionals];
}

function normalizeLong(arg: string, rest: string[]): string {
  const [, shown = "", value] = /^(--[^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
  const spec = SPECS.find(({ name, aliases = [] }) => [name, ...aliases].includes(shown.slice(2)));
  if (spec === undefined) throw unknown(shown);
  if (spec.impliedValue !== undefined) return `--${spec.name}=${value ?? spec.impliedValue}`;
  if (spec.placeholder !== undefined) {
    return `--${spec.name}=${value ?? nextValue(shown, spec, rest)}`;
  }
  if (value === undefined) return `--${spec.name}`;
  throw new UsageError(`${shown} takes no value`, `write ${shown}`);
}

/** Rewrites `-q`, `-p8080`, `-p 8080`, and combined short options such as `-qp8080`. */
function normalizeShort(arg: string, rest: string[]): string[] {
  const options: string[] = [];
  for (let index = 1; index < arg.length; index++) {
    const letter = arg.charAt(index);
    const spec = SPECS.find(({ short }) => short === letter);
    if (spec === undefined) throw unknown(`-${letter}`);
    if (spec.placeholder === undefined || spec.impliedValue !== undefined) {
      options.push(normalizeLong(`--${spec.name}`, rest));
      continue;
    }
    const joined = arg.slice(index + 1).replace(/^=/, "");
    options.push(`--${spec.name}=${joined === "" ? nextValue(`-${letter}`, spec, rest) : joined}`);
    break;
  }
  return options;
}

function nextValue(shown: string, spec: OptionSpec<unknown>, rest: string[]): string {
  const value = rest.shift();
  if (value !== undefined && !(value.startsWith("-") && value.length > 1)) return value;
  throw new UsageError(`${shown} needs a value`, `write ${shown} ${spec.placeholder}`);
}

function unknown(shown: string): UsageError {
  const isLong = shown.startsWith("--") && shown !== "--";
  const advice = FOREIGN_OPTIONS[shown] ??
    (isLong ? `did you mean --${nearestName(shown.slice(2))}?` : "plinth --help lists all options");
  return new UsageError(`unknown option ${shown}`, advice);
}

/** Returns the closest option name. Aliases get one edit added, so that `prot` yields `port`, not `root`. */
function nearestName(given: string): string {
  const candidates = SPECS.flatMap(({ name, aliases = [] }) => [
    { name, distance: levenshteinDistance(given, name) },
    ...aliases.map((alias) => ({ name: alias, distance: levenshteinDistance(given, alias) + 1 })),
  ]);
  return candidates.reduce((best, next) => next.distance < best.distance ? next : best).name;
}
