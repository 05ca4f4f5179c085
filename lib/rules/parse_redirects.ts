import { type Diagnostic, readLines, RuleError } from "./diagnostic.ts";
import { compileHostPattern, compilePattern, PatternError } from "./pattern.ts";
import { type RedirectRule, RULE_STATUSES, type RuleCondition } from "./rule.ts";

/** How many rules a file may have. */
export const MAX_REDIRECTS = 10_000;

/** The status of a rule that does not name one, which is Netlify's. */
const DEFAULT_STATUS = 301;

/**
 * Reads a `_redirects` file: `from [name=value ...] to [status[!]] [Condition=value ...]`, a rule a line.
 *
 * @see https://docs.netlify.com/manage/routing/redirects/overview/
 * @see https://developers.cloudflare.com/pages/configuration/redirects/
 */
export function parseRedirects(text: string): { rules: RedirectRule[]; notices: Diagnostic[] } {
  const rules: RedirectRule[] = [];
  const diagnostics = readLines(text, (line) => {
    const words = wordsOf(line);
    if (words.length === 0) return;
    if (rules.length >= MAX_REDIRECTS) {
      throw new RuleError("there are too many rules", `at most ${MAX_REDIRECTS}`);
    }
    rules.push(readRule(words));
  });
  return { rules, diagnostics };
}

/** A `#` begins a comment, but not within a word: there it begins a fragment. */
function wordsOf(line: string): string[] {
  const words = line.trim().split(/\s+/).filter((word) => word !== "");
  const comment = words.findIndex((word) => word.startsWith("#"));
  return comment < 0 ? words : words.slice(0, comment);
}

function readRule(words: readonly string[]): RedirectRule {
  const [from = "", ...rest] = words;
  const place = rest.findIndex((word) => isTarget(word));
  if (place < 0) throw new RuleError(`"${from}" leads nowhere`, "FROM TO [STATUS]", from);
  const to = rest[place] ?? "";
  const query = rest.slice(0, place).map((word) => readParameter(word));
  const [statusWord, ...conditionWords] = /^\d/.test(rest[place + 1] ?? "")
    ? rest.slice(place + 1)
    : [undefined, ...rest.slice(place + 1)];
  const { status, force } = readStatus(statusWord);
  const conditions = conditionWords.map((word) => readCondition(word ?? ""));
  return createRedirect({ ...readFrom(from), query, to, status, force, conditions });
}

/**
 * Checks a rule as a whole.
 *
 * @throws {RuleError} When it can't be followed.
 */
export function createRedirect(rule: RedirectRule): RedirectRule {
  const { from, to, status } = rule;
  try {
    if (rule.isGlob !== true) compilePattern(from);
    if (rule.host !== undefined) compileHostPattern(rule.host);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new RuleError(error.message, "see the page on site rules of the manual", from);
  }
  const isAbsolute = /^https?:\/\//i.test(to);
  if (!isAbsolute && !/^\/(?!\/)/.test(to)) {
    const advice = "a path that begins with one slash, or http:// or https://";
    throw new RuleError(`it can't lead to "${to}"`, advice, to);
  }
  if (!isAbsolute) return rule;
  if (status < 300 || status > 399) {
    const problem = `"${to}" with ${status} means to fetch from another server`;
    throw new RuleError(
      problem,
      "its sandbox may not; use 301 or 302 to send clients there",
      to,
      true,
    );
  }
  const authority = /^https?:\/\/([^/?#]*)/i.exec(to)?.[1] ?? "";
  if (authority === "" || /:[A-Za-z_]|[*@\\]/.test(authority) || !URL.canParse(to)) {
    throw new RuleError(`"${to}" names no server`, "a host name without placeholders", to);
  }
  return rule;
}

function isTarget(word: string): boolean {
  return word.startsWith("/") || /^[a-z][a-z0-9+.-]*:\/\//i.test(word);
}

/**
 * A path, or an address whose host (and scheme) has to be the request's.
 *
 * @throws {RuleError}
 */
export function readFrom(word: string): Pick<RedirectRule, "from" | "host" | "scheme"> {
  const address = /^(https?):\/\/([^/]+)(\/.*)?$/i.exec(word);
  if (address !== null) {
    const [, scheme = "", host = "", path = "/"] = address;
    return { from: path, host, scheme: scheme.toLowerCase() };
  }
  // What stands behind a # never reaches a server.
  if (word.startsWith("/")) return { from: word.replace(/#.*$/s, "") };
  throw new RuleError(`"${word}" is no path`, "one that begins with a slash", word);
}

function readParameter(word: string): readonly [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new RuleError(`"${word}" is no parameter`, "name=value or name=:placeholder", word);
}

function readStatus(word: string | undefined): { status: number; force: boolean } {
  if (word === undefined) return { status: DEFAULT_STATUS, force: false };
  const [, digits, mark] = /^(\d{3})(!?)$/.exec(word) ?? [];
  const status = Number(digits);
  if (RULE_STATUSES.includes(status)) return { status, force: mark === "!" };
  throw new RuleError(
    `there is no rule with "${word}"`,
    `one of ${RULE_STATUSES.join(", ")}`,
    word,
  );
}

function readCondition(word: string): RuleCondition {
  const [, name = "", list = ""] = /^([A-Za-z]+)=(.+)$/s.exec(word) ?? [];
  const values = list.split(",").map((value) => value.trim()).filter((value) => value !== "");
  switch (name.toLowerCase()) {
    case "language":
    case "country":
      return {
        kind: name.toLowerCase() as "language" | "country",
        values: values.map((value) => value.toLowerCase()),
      };
    case "cookie":
      return { kind: "cookie", values };
    case "":
      throw new RuleError(`"${word}" has no meaning here`, "FROM TO [STATUS] [Language=...]", word);
    default:
      throw new RuleError(
        `the condition ${name} can't be looked at here`,
        "Language, Country and Cookie can",
        word,
        true,
      );
  }
}
