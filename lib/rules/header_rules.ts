import type { Fields } from "../http/reply_head.ts";
import { substituteValue } from "./substitute.ts";
import { createMatcher, type PatternMatch } from "./matcher.ts";
import { type Captures, compileHostPattern } from "./pattern.ts";
import type { HeaderRule } from "./rule.ts";

/** Changes that rules make to the fields of a response. Equal changes of a site share one object. */
export interface FieldChanges {
  readonly set: Fields;
  readonly cookies: readonly string[];
  /** Names in lower case. */
  readonly unset: readonly string[];
}

/** Maximum number of different changes that are cached. */
const MAX_CACHED = 4096;

/**
 * Compiles header rules. All matching rules apply in order; `unset` removes fields that earlier rules set. Values of
 * the same name are joined with commas, except Set-Cookie.
 */
export function compileHeaderRules(
  rules: readonly HeaderRule[],
): (path: string, host: string) => FieldChanges | undefined {
  const match = createMatcher(rules, ({ path, isGlob = false }) => ({ pattern: path, isGlob }));
  const hosts = new Map(
    rules.flatMap((rule) =>
      rule.host === undefined ? [] : [[rule, compileHostPattern(rule.host).match]]
    ),
  );
  const indexes = new Map(rules.map((rule, index) => [rule, index]));
  const cache = new Map<string, FieldChanges>();
  /** Changes by the list of matches, which is the same array while the matcher caches it. */
  const byMatches = new WeakMap<readonly PatternMatch<HeaderRule>[], FieldChanges>();

  function changesOf(matched: readonly PatternMatch<HeaderRule>[]): FieldChanges {
    const key = JSON.stringify(matched.map(({ rule, captures }) => [
      indexes.get(rule),
      rule.set.some(([, value]) => value.includes(":")) ? captures : undefined,
    ]));
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const changes = combine(matched);
    if (cache.size < MAX_CACHED) cache.set(key, changes);
    return changes;
  }

  return (path, host) => {
    const all = match(path);
    if (all.length === 0) return undefined;
    if (hosts.size > 0) {
      const matched = all.flatMap(({ rule, captures }) => {
        const matchHost = hosts.get(rule);
        const fromHost = matchHost === undefined ? {} : matchHost(host);
        return fromHost === undefined ? [] : [{ rule, captures: { ...captures, ...fromHost } }];
      });
      return matched.length === 0 ? undefined : changesOf(matched);
    }
    const cached = byMatches.get(all);
    if (cached !== undefined) return cached;
    const changes = changesOf(all);
    byMatches.set(all, changes);
    return changes;
  };
}

function combine(matched: readonly { rule: HeaderRule; captures: Captures }[]): FieldChanges {
  const set = new Map<string, string>();
  let cookies: string[] = [];
  const unset = new Set<string>();
  for (const { rule, captures } of matched) {
    for (const name of rule.unset) {
      set.delete(name);
      unset.add(name);
      if (name === "set-cookie") cookies = [];
    }
    for (const [name, raw] of rule.set) {
      const value = substituteValue(raw, captures);
      const before = set.get(name);
      if (name === "set-cookie") cookies.push(value);
      else set.set(name, before === undefined ? value : `${before}, ${value}`);
    }
  }
  // Cache-Control's max-age overrides Expires (RFC 9111 §5.3); sending both could contradict.
  if (set.has("cache-control")) set.delete("expires");
  else if (set.has("expires")) unset.add("cache-control");
  return { set: Object.fromEntries(set), cookies, unset: [...unset] };
}
