import { readHeader } from "../http/field.ts";
import { UsageError } from "../util/usage_error.ts";
import { type Diagnostic, readLines, RuleError } from "./diagnostic.ts";
import { compileHostPattern, compilePattern, PatternError } from "./pattern.ts";
import type { HeaderRule } from "./rule.ts";

/** How many rules a file may have. */
export const MAX_HEADER_RULES = 1000;

/** A rule whose lines are being read. */
interface OpenRule {
  readonly path: string;
  readonly host?: string;
  readonly set: (readonly [string, string])[];
  readonly unset: string[];
}

/**
 * Reads a `_headers` file: a path, below it the fields, each on an indented line.
 *
 * @see https://docs.netlify.com/manage/routing/headers/
 * @see https://developers.cloudflare.com/pages/configuration/headers/
 */
export function parseHeaders(text: string): { rules: HeaderRule[]; notices: Diagnostic[] } {
  const rules: OpenRule[] = [];
  let open: OpenRule | undefined;
  const diagnostics = readLines(text, (line) => {
    if (line.trim() === "" || line.trimStart().startsWith("#")) return;
    if (/^\s/.test(line)) return readField(line.trim(), open);
    // Should it be wrong, the fields below it belong to nothing.
    open = undefined;
    if (rules.length >= MAX_HEADER_RULES) {
      throw new RuleError("there are too many rules", `at most ${MAX_HEADER_RULES}`);
    }
    open = { ...readHeaderPath(line.trim()), set: [], unset: [] };
    rules.push(open);
  });
  return { rules: rules.filter(({ set, unset }) => set.length + unset.length > 0), diagnostics };
}

/** @throws {RuleError} */
export function readHeaderPath(word: string): Pick<HeaderRule, "path" | "host"> {
  const [, host, path = "/"] = /^https?:\/\/([^/]+)(\/.*)?$/i.exec(word) ?? [, undefined, word];
  if (path === undefined || !path.startsWith("/")) {
    const advice = "one that begins with a slash; fields stand below it on indented lines";
    throw new RuleError(`"${word}" is no path`, advice, word);
  }
  try {
    compilePattern(path);
    if (host !== undefined) compileHostPattern(host);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new RuleError(error.message, "see the page on site rules of the manual", word);
  }
  return { path, ...(host !== undefined && { host }) };
}

function readField(text: string, rule: OpenRule | undefined): void {
  if (rule === undefined) {
    throw new RuleError(`"${text}" belongs to no path`, "a line with a path before it", text);
  }
  const detached = /^!\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.exec(text)?.[1];
  if (detached !== undefined) rule.unset.push(readUnsetName(detached, text));
  else rule.set.push(readRuleHeader(text));
}

/** The framing of a message is not a site's. */
const KEPT =
  /^(?:connection|content-encoding|content-length|content-range|date|transfer-encoding)$/i;

/** @throws {RuleError} */
export function readUnsetName(name: string, at = name): string {
  if (!KEPT.test(name)) return name.toLowerCase();
  throw new RuleError(`${name} can't be taken away`, "it is needed to read the response", at);
}

/**
 * Reads a field of a rule, `Name: value`.
 *
 * @throws {RuleError}
 */
export function readRuleHeader(text: string): readonly [string, string] {
  if (/^basic-auth:/i.test(text)) {
    const problem = "Basic-Auth would be a password in plain text";
    throw new RuleError(problem, '"auth" in plinth.json, or --auth-file', text, true);
  }
  // A site may know better than the file's name says; the other fields of that kind it can't know.
  const type = /^(content-type|x-content-type-options):\s*([\t\u0020-\u007e]+)$/i.exec(text);
  if (type !== null) return [type[1]?.toLowerCase() ?? "", type[2]?.trim() ?? ""];
  try {
    return readHeader(text, "a rule");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new RuleError(error.message, error.advice, text);
  }
}
