import { type Diagnostic, readLines, RuleError } from "./diagnostic.ts";
import { compileHostPattern, compilePattern, PatternError } from "./pattern.ts";
import { CONDITION_KINDS, type RedirectRule, RULE_STATUSES, type RuleCondition } from "./rule.ts";

/** Maximum number of rules in a file. */
export const MAX_REDIRECTS = 10_000;

/** Status of rules without one, as at Netlify. */
const DEFAULT_STATUS = 301;

/**
 * Parses a `_redirects` file. Each line is a rule: `from [name=value ...] to [status[!]] [Condition=value ...]`. Lines
 * that can't be used are skipped.
 *
 * @see https://docs.netlify.com/manage/routing/redirects/overview/
 * @see https://developers.cloudflare.com/pages/configuration/redirects/
 */
export function parseRedirects(text: string): { rules: RedirectRule[]; diagnostics: Diagnostic[] } {
  const rules: RedirectRule[] = [];
  const diagnostics = readLines(text, "_redirects", (line) => {
    const words = splitWords(line);
    if (words.length === 0) return;
    if (rules.length >= MAX_REDIRECTS) {
      throw new RuleError("there are too many rules", `the limit is ${MAX_REDIRECTS}`);
    }
    rules.push(readRule(words));
  });
  return { rules, diagnostics };
}

/** Splits a line into words. `#` starts a comment at the start of a word; within a word it starts a fragment. */
function splitWords(line: string): string[] {
  const words = line.trim().split(/\s+/).filter((word) => word !== "");
  const comment = words.findIndex((word) => word.startsWith("#"));
  return comment < 0 ? words : words.slice(0, comment);
}

function readRule(words: readonly string[]): RedirectRule {
  const [from = "", ...rest] = words;
  const targetIndex = rest.findIndex((word) => isTarget(word));
  if (targetIndex < 0) {
    throw new RuleError(`the rule for "${from}" has no target`, "write FROM TO [STATUS]", from);
  }
  const to = rest[targetIndex] ?? "";
  const query = rest.slice(0, targetIndex).map((word) => readParameter(word));
  const [statusWord, ...conditionWords] = /^\d/.test(rest[targetIndex + 1] ?? "")
    ? rest.slice(targetIndex + 1)
    : [undefined, ...rest.slice(targetIndex + 1)];
  const { status, force } = readStatus(statusWord);
  const conditions = conditionWords.map((word) => readCondition(word ?? ""));
  return createRedirect({ ...readFrom(from), query, to, status, force, conditions });
}

/**
 * Validates a rule and returns it.
 *
 * @throws {RuleError} If a pattern is invalid, or the target is not a path or a URL that the status allows.
 */
export function createRedirect(rule: RedirectRule): RedirectRule {
  const { from, to, status } = rule;
  try {
    if (rule.isGlob !== true) compilePattern(from);
    if (rule.host !== undefined) compileHostPattern(rule.host);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new RuleError(error.message, "see the manual's page on site rules", from);
  }
  const isAbsolute = /^https?:\/\//i.test(to);
  if (!isAbsolute && !/^\/(?!\/)/.test(to)) {
    const advice = "use a path that begins with one slash, or an http:// or https:// URL";
    throw new RuleError(`"${to}" can't be a target`, advice, to);
  }
  if (!isAbsolute) return rule;
  if (status < 300 || status > 399) {
    const problem = `"${to}" with ${status} would fetch from another server`;
    const advice = "Plinth is no proxy; use 301 or 302 to redirect clients";
    throw new RuleError(problem, advice, to, true);
  }
  const authority = /^https?:\/\/([^/?#]*)/i.exec(to)?.[1] ?? "";
  if (authority === "" || /:[A-Za-z_]|[*@\\]/.test(authority) || !URL.canParse(to)) {
    throw new RuleError(`"${to}" has no valid host`, "use a host name without placeholders", to);
  }
  return rule;
}

function isTarget(word: string): boolean {
  return word.startsWith("/") || /^[a-z][a-z0-9+.-]*:\/\//i.test(word);
}

/** Reads the source of a rule: a path, or a URL whose host and scheme the request must match. @throws {RuleError} */
export function readFrom(word: string): Pick<RedirectRule, "from" | "host" | "scheme"> {
  const url = /^(https?):\/\/([^/]+)(\/.*)?$/i.exec(word);
  if (url !== null) {
    const [, scheme = "", host = "", path = "/"] = url;
    return { from: path, host, scheme: scheme.toLowerCase() };
  }
  // Clients never send the fragment.
  if (word.startsWith("/")) return { from: word.replace(/#.*$/s, "") };
  throw new RuleError(`"${word}" is not a path`, "begin it with a slash", word);
}

function readParameter(word: string): readonly [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  const advice = "write name=value or name=:placeholder";
  throw new RuleError(`"${word}" is not a query parameter`, advice, word);
}

function readStatus(word: string | undefined): { status: number; force: boolean } {
  if (word === undefined) return { status: DEFAULT_STATUS, force: false };
  const [, digits, mark] = /^(\d{3})(!?)$/.exec(word) ?? [];
  const status = Number(digits);
  if (RULE_STATUSES.includes(status)) return { status, force: mark === "!" };
  const advice = `use one of ${RULE_STATUSES.join(", ")}`;
  throw new RuleError(`"${word}" is not a supported status`, advice, word);
}

function readCondition(word: string): RuleCondition {
  const [, name = "", list = ""] = /^([A-Za-z]+)=(.+)$/s.exec(word) ?? [];
  const values = list.split(",").map((value) => value.trim()).filter((value) => value !== "");
  const kind = CONDITION_KINDS.find((known) => known === name.toLowerCase());
  if (kind !== undefined) return createCondition(kind, values);
  if (name === "") {
    throw new RuleError(`unexpected "${word}"`, "write FROM TO [STATUS] [Language=...]", word);
  }
  const problem = `the condition ${name} is not supported`;
  throw new RuleError(problem, "use Language, Country or Cookie", word, true);
}

/** Only the names of cookies are case-sensitive. */
export function createCondition(
  kind: RuleCondition["kind"],
  values: readonly string[],
): RuleCondition {
  return { kind, values: kind === "cookie" ? values : values.map((value) => value.toLowerCase()) };
}
