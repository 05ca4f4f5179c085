import type { CacheRule } from "../rules/cache_control.ts";
import { isFieldValue } from "../http/field.ts";
import { UsageError } from "../util/errors.ts";

// Readers parse the text of one option value. Readers of addresses and host names are in network_values.ts.

/** JSON type of an option's value in the settings file. Readers without a shape take a string. */
export type ValueShape =
  | {
    readonly kind: "number";
    readonly min: number;
    readonly max: number;
    readonly isInteger: boolean;
  }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  /** An array of strings, or one string with commas. */
  | { readonly kind: "list" };

/** Parses the text of one value; `option` names the option in messages. @throws {UsageError} */
export interface Reader<T> {
  (text: string, option: string): T;
  readonly shape?: ValueShape;
}

/** Attaches a shape to a reader. */
export function withShape<T>(
  shape: ValueShape,
  read: (text: string, option: string) => T,
): Reader<T> {
  return Object.assign(read, { shape });
}

/** Returns an error for a value that an option does not accept. */
export function invalidValue(option: string, text: string, advice: string): UsageError {
  return new UsageError(`${option} can't be "${text}"`, advice);
}

/** Formats of the access log. */
export const LOG_FORMATS = ["pretty", "common", "combined", "json"] as const;

/** Shells with a completion script. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type Shell = typeof SHELLS[number];

/** Sources of entity tags. */
export const ETAG_KINDS = ["stat", "content", "off"] as const;

/** Returns the text unchanged, unless it is empty. */
export function readText(text: string, option: string): string {
  if (text === "") throw new UsageError(`${option} needs a value`, `write ${option}=VALUE`);
  return text;
}

/** Returns a reader of whole numbers from `min` to `max`. */
export function readInteger(min: number, max: number): Reader<number> {
  return withShape({ kind: "number", min, max, isInteger: true }, (text, option) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw invalidValue(option, text, `use a whole number from ${min} to ${max}`);
  });
}

const MAX_SECONDS = 86_400;

/** Reads a number of seconds, which may have a fraction. */
export const readSeconds: Reader<number> = withShape(
  { kind: "number", min: 0, max: MAX_SECONDS, isInteger: false },
  (text, option) => {
    const seconds = Number(text);
    if (/^\d+(?:\.\d+)?$/.test(text) && seconds <= MAX_SECONDS) return seconds;
    throw invalidValue(option, text, `use a number of seconds from 0 to ${MAX_SECONDS}`);
  },
);

/** Returns a reader of one of several words. */
export function readChoice<T extends string>(choices: readonly T[]): Reader<T> {
  return withShape({ kind: "choice", choices }, (text, option) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw invalidValue(option, text, `use one of ${choices.join(", ")}`);
  });
}

/** Reads file names separated by commas. */
export const readNames: Reader<readonly string[]> = withShape({ kind: "list" }, (text, option) => {
  const names = text.split(",").map((name) => name.trim());
  if (names.every((name) => name !== "" && !/[/\\]/.test(name) && !name.includes("\0"))) {
    return names;
  }
  throw invalidValue(option, text, "use file names without a folder, such as a.html,b.html");
});

/** Reads the URL path to serve under. Returns its segments, without percent-escapes. */
export function readBasePath(text: string, option: string): readonly string[] {
  const segments = text.split("/").filter((segment) => segment !== "");
  const isPlain = segments.every((segment) =>
    /^[A-Za-z0-9._~!$&'()*+,;=:@-]+$/.test(segment) && !/^\.\.?$/.test(segment)
  );
  if (isPlain) return segments;
  throw invalidValue(option, text, "use a path without escapes and dot segments, such as /docs");
}

/** Reads the path of a file below the root. Returns it with a leading slash, which the text may omit. */
export function readSitePath(text: string, option: string): string {
  const path = text.replace(/^\/?/, "/");
  const isPlain = path.split("/").slice(1).every((name) => name !== "" && !/^\.\.?$/.test(name));
  if (isPlain && !/[\\?#\0]/.test(path)) return path;
  throw invalidValue(option, text, "use the path of a file in the site, such as index.html");
}

/** Reads a `--cache` rule. Text before the first `=` is a glob if it contains `*`, `/` or `.`. */
export function readCacheRule(text: string, option: string): CacheRule {
  const equals = text.indexOf("=");
  const before = text.slice(0, Math.max(equals, 0));
  const rule = /[*/.]/.test(before)
    ? { glob: before, value: text.slice(equals + 1).trim() }
    : { value: text.trim() };
  if (rule.value !== "" && isFieldValue(rule.value)) return rule;
  throw invalidValue(option, text, "use a Cache-Control value, GLOB=VALUE, or auto");
}
