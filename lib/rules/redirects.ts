import { parseTarget, type Target } from "../http/target.ts";
import { meetsCondition, type RuleRequest, variesBy } from "./conditions.ts";
import { splitTarget, substituteTarget } from "./substitute.ts";
import { createMatcher } from "./matcher.ts";
import { type Captures, compileHostPattern } from "./pattern.ts";
import type { RedirectRule } from "./rule.ts";

/** The effect of a rule on a request. */
export type RuleOutcome =
  /** `location` is the value of the Location field. */
  | { readonly kind: "redirect"; readonly status: number; readonly location: string }
  /** Serve another path instead. */
  | { readonly kind: "rewrite"; readonly target: Target }
  /** Reply with this status, and with the file at `target` as the error page. */
  | { readonly kind: "error"; readonly status: number; readonly target: Target };

/** The first rule that applies to a request. */
export interface RuleMatch {
  readonly outcome: RuleOutcome;
  /** Whether it applies even if a file exists at the path. */
  readonly force: boolean;
}

/** The rule that applies, if any, and the request fields that the result depends on, for Vary. */
export interface RedirectResult {
  readonly match: RuleMatch | undefined;
  readonly vary: readonly string[];
}

const NO_MATCH: RedirectResult = { match: undefined, vary: [] };

/**
 * Compiles redirect rules. The first rule whose path, scheme, host, query and conditions match applies.
 *
 * @param basePath Prefix for the site's own paths in Location, percent-encoded.
 */
export function compileRedirects(
  rules: readonly RedirectRule[],
  basePath: string,
): (path: string, request: RuleRequest) => RedirectResult {
  const match = createMatcher(rules, ({ from, isGlob = false }) => ({ pattern: from, isGlob }));
  const hosts = new Map(rules.map((rule) => [rule, hostMatcher(rule)]));
  return (path, request) => {
    const matched = match(path);
    if (matched.length === 0) return NO_MATCH;
    const vary = new Set<string>();
    for (const { rule, captures } of matched) {
      if (rule.scheme !== undefined && rule.scheme !== request.scheme) continue;
      const host = hosts.get(rule)?.(request.host);
      const query = host && matchQuery(rule, request.query);
      if (query === undefined) continue;
      for (const name of variesBy(rule)) vary.add(name);
      if (!rule.conditions.every((condition) => meetsCondition(condition, request))) continue;
      const allCaptures = { ...host, ...captures, ...query.captures };
      const outcome = outcomeOf(rule, allCaptures, query.rest, path, basePath);
      if (outcome === undefined) continue;
      return { match: { outcome, force: rule.force }, vary: [...vary] };
    }
    return { match: undefined, vary: [...vary] };
  };
}

function hostMatcher({ host }: RedirectRule): (name: string) => Captures | undefined {
  if (host === undefined) return () => ({});
  return compileHostPattern(host).match;
}

/** Matches a rule's query parameters. `rest` has the other parameters of the query, with its `?`. */
function matchQuery(
  { query: wanted }: RedirectRule,
  query: string,
): { captures: Captures; rest: string } | undefined {
  if (wanted.length === 0) return { captures: {}, rest: query };
  const given = new URLSearchParams(query);
  const captures: Record<string, string> = {};
  for (const [name, value] of wanted) {
    const found = given.get(name);
    if (found === null) return undefined;
    if (value.startsWith(":")) captures[value.slice(1)] = found;
    else if (found !== value) return undefined;
    given.delete(name);
  }
  return { captures, rest: given.size === 0 ? "" : `?${given}` };
}

/**
 * Returns the effect of a rule that matches; undefined for a redirect to the requested URL itself.
 *
 * @param query The parameters that the rule did not match.
 */
function outcomeOf(
  { to, status }: RedirectRule,
  captures: Captures,
  query: string,
  path: string,
  basePath: string,
): RuleOutcome | undefined {
  const filled = withQuery(substituteTarget(to, captures), query);
  const { before, fragment } = splitTarget(filled);
  if (status >= 300 && status < 400) {
    if (before === "" && isSameUrl(filled, path, query)) return undefined;
    const location = before === "" ? `${basePath}${filled}` : filled;
    return { kind: "redirect", status, location };
  }
  const target = parseTarget(filled.slice(0, filled.length - fragment.length));
  return { kind: status === 200 ? "rewrite" : "error", status, target };
}

/** Appends the query parameters of the request that the target does not set itself. */
function withQuery(target: string, query: string): string {
  if (query.length <= 1) return target;
  const parts = splitTarget(target);
  const own = new URLSearchParams(parts.query);
  const others = query.slice(1).split("&").filter((pair) => {
    const [name] = new URLSearchParams(pair).keys();
    return name === undefined || !own.has(name);
  }).join("&").replace(/[^\u0021-\u007e]+/g, (text) => encodeURIComponent(text.toWellFormed()));
  const joined = [parts.query.slice(1), others].filter((part) => part !== "").join("&");
  return `${parts.before}${parts.path}${joined === "" ? "" : `?${joined}`}${parts.fragment}`;
}

function isSameUrl(location: string, path: string, query: string): boolean {
  const { query: locationQuery } = splitTarget(location);
  const target = parseTarget(location.replace(/#.*$/s, ""));
  return target.kind === "path" && target.path === path &&
    (locationQuery === query || locationQuery.length + query.length <= 2);
}
