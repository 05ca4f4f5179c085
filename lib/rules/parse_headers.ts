import { readHeader } from "../http/field.ts";
import { UsageError } from "../util/errors.ts";
import { type Diagnostic, readLines, RuleError } from "./diagnostic.ts";
import { compileHostPattern, compilePattern, PatternError } from "./pattern.ts";
import type { HeaderRule } from "./rule.ts";

/** Maximum number of rules in a file. */
export const MAX_HEADER_RULES = 1000;

/** A rule whose lines are still being read. */
interface UnfinishedRule {
  readonly path: string;
  readonly host?: string;
  readonly set: (readonly [string, string])[];
  readonly unset: string[];
}

/**
 * Parses a `_headers` file: paths, each followed by its fields on indented lines. Lines that can't be used are skipped.
 *
 * @see https://docs.netlify.com/manage/routing/headers/
 * @see https://developers.cloudflare.com/pages/configuration/headers/
 */
export function parseHeaders(text: string): { rules: HeaderRule[]; diagnostics: Diagnostic[] } {
  const rules: UnfinishedRule[] = [];
  let current: UnfinishedRule | undefined;
  const diagnostics = readLines(text, "_headers", (line) => {
    if (line.trim() === "" || line.trimStart().startsWith("#")) return;
    if (/^\s/.test(line)) return readField(line.trim(), current);
    // If the path is invalid, the fields below it have no rule.
    current = undefined;
    if (rules.length >= MAX_HEADER_RULES) {
      throw new RuleError("there are too many rules", `the limit is ${MAX_HEADER_RULES}`);
    }
    current = { ...readHeaderPath(line.trim()), set: [], unset: [] };
    rules.push(current);
  });
  return { rules: rules.filter(({ set, unset }) => set.length + unset.length > 0), diagnostics };
}

/** Reads the path of a header rule, or an absolute URL for its host and path. @throws {RuleError} */
export function readHeaderPath(word: string): Pick<HeaderRule, "path" | "host"> {
  const [, host, path = "/"] = /^https?:\/\/([^/]+)(\/.*)?$/i.exec(word) ?? [, undefined, word];
  if (path === undefined || !path.startsWith("/")) {
    const advice = "begin a path with a slash, and indent fields";
    throw new RuleError(`"${word}" is not a path`, advice, word);
  }
  try {
    compilePattern(path);
    if (host !== undefined) compileHostPattern(host);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new RuleError(error.message, "see the manual's page on site rules", word);
  }
  return { path, ...(host !== undefined && { host }) };
}

function readField(text: string, rule: UnfinishedRule | undefined): void {
  if (rule === undefined) {
    throw new RuleError(`"${text}" has no path`, "put a line with a path above it", text);
  }
  const unset = /^!\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.exec(text)?.[1];
  if (unset !== undefined) rule.unset.push(readUnsetName(unset, text));
  else rule.set.push(readRuleHeader(text));
}

/** Fields that frame the message; rules can't remove them. */
const REQUIRED_FIELDS =
  /^(?:connection|content-encoding|content-length|content-range|date|transfer-encoding)$/i;

/** Reads the name of a field to remove; returns it in lower case. @throws {RuleError} */
export function readUnsetName(name: string, at = name): string {
  if (!REQUIRED_FIELDS.test(name)) return name.toLowerCase();
  throw new RuleError(`${name} can't be removed`, "clients need it to read the response", at);
}

/** Reads a field that a rule sets, `Name: value`. Returns the name in lower case and the value. @throws {RuleError} */
export function readRuleHeader(text: string): readonly [string, string] {
  if (/^basic-auth:/i.test(text)) {
    const problem = "Basic-Auth is not supported, because its password is plain text";
    throw new RuleError(problem, 'use "auth" in plinth.json, or --auth-file', text, true);
  }
  // Rules may correct the media type that the file name implies; readHeader() rejects the other fields Plinth sets.
  const type = /^(content-type|x-content-type-options):\s*([\t\u0020-\u007e]+)$/i.exec(text);
  if (type !== null) return [type[1]?.toLowerCase() ?? "", type[2]?.trim() ?? ""];
  try {
    return readHeader(text, "a rule");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new RuleError(error.message, error.advice, text);
  }
}
