import { parseArgs } from "@std/cli/parse-args";
import { levenshteinDistance } from "@std/text/levenshtein-distance";
import {
  type GivenOptions,
  type OptionKey,
  OPTIONS,
  type Options,
  type OptionSpec,
  withDefaults,
} from "./options.ts";
import { foreignOptionAdvice } from "./foreign_options.ts";
import { UsageError } from "../util/usage_error.ts";
import { readInteger } from "./values.ts";

const ENTRIES = Object.entries(OPTIONS) as [OptionKey, OptionSpec<unknown>][];
const SPECS = ENTRIES.map(([, spec]) => spec);

/** Parses a command line as {@linkcode parseGiven} does, and fills in the defaults. */
export function parseCommandLine(args: readonly string[]): Options {
  return withDefaults(parseGiven(args));
}

/**
 * Parses a command line: `[OPTIONS] [DIR] [PORT]`.
 *
 * @returns What was given, without any default.
 * @throws {UsageError} For what is unknown, malformed or missing.
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

/** The library has `false` for a switch and an empty list for a repeatable option that were not given. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

function readOption({ read, name }: OptionSpec<unknown>, given: unknown): unknown {
  if (read === undefined) return true;
  if (Array.isArray(given)) return given.map((text) => read(text, `--${name}`));
  return read(String(given), `--${name}`);
}

/** A bare number is the port; anything else is the folder. Each may be said once. */
function withPositionals(options: GivenOptions, positionals: readonly string[]): GivenOptions {
  let { directory, port } = options;
  for (const text of positionals) {
    if (/^\d+$/.test(text)) {
      if (port !== undefined) throw tooMany("port", text);
      port = readInteger(0, 65535)(text, "PORT");
    } else {
      if (directory !== undefined) throw tooMany("folder", text);
      if (text === "") {
        throw new UsageError("the folder's name is empty", "name one, or . for this one");
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

function tooMany(what: string, text: string): UsageError {
  return new UsageError(
    `"${text}" is one ${what} too many`,
    "plinth [OPTIONS] [DIR] [PORT]; a folder named by a number is written ./8080",
  );
}

/** Brings every option into the form `--name` or `--name=value`, and positionals behind `--`. */
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
  throw new UsageError(`${shown} takes no value`, `${shown} alone`);
}

/** `-q`, `-p8080`, `-p 8080`, and switches joined to what follows: `-qp8080`. */
function normalizeShort(arg: string, rest: string[]): string[] {
  const options: string[] = [];
  for (let index = 1; index < arg.length; index++) {
    const letter = arg.charAt(index);
    const spec = SPECS.find(({ short }) => short === letter);
    if (spec === undefined) throw unknown(`-${letter}`);
    if (spec.placeholder === undefined || spec.impliedValue !== undefined) {
      options.push(
        spec.impliedValue === undefined ? `--${spec.name}` : `--${spec.name}=${spec.impliedValue}`,
      );
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
  throw new UsageError(`${shown} needs a value`, `${shown} ${spec.placeholder}`);
}

function unknown(shown: string): UsageError {
  const habit = foreignOptionAdvice(shown);
  if (habit !== undefined) return new UsageError(`there is no option ${shown}`, habit);
  if (!shown.startsWith("--") || shown === "--") {
    return new UsageError(`unknown option ${shown}`, "plinth --help shows them all");
  }
  return new UsageError(
    `unknown option ${shown}`,
    `did you mean --${nearestName(shown.slice(2))}?`,
  );
}

/** An alias has to be nearer than a name by more than one letter: `prot` is meant for `port`, not `root`. */
function nearestName(given: string): string {
  const candidates = SPECS.flatMap(({ name, aliases = [] }) => [
    { name, distance: levenshteinDistance(given, name) },
    ...aliases.map((alias) => ({ name: alias, distance: levenshteinDistance(given, alias) + 1 })),
  ]);
  return candidates.reduce((best, next) => next.distance < best.distance ? next : best).name;
}
