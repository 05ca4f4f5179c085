import type { Fields } from "../http/reply_head.ts";
import { substituteValue } from "./substitute.ts";
import { createMatcher, type PatternMatch } from "./matcher.ts";
import { type Captures, compileHostPattern } from "./pattern.ts";
import type { HeaderRule } from "./rule.ts";

/** What rules change of the fields of a response. Equal ones of a site are the same object. */
export interface FieldChanges {
  readonly set: Fields;
  readonly cookies: readonly string[];
  /** Names in lower case. */
  readonly unset: readonly string[];
}

/** How many different ones are kept apart; more than that are made anew each time. */
const MAX_KNOWN = 4096;

/**
 * Compiles header rules: all that match add up in their order, `unset` takes away what came before. Values of one
 * name are one list, but for cookies.
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
  const places = new Map(rules.map((rule, place) => [rule, place]));
  const known = new Map<string, FieldChanges>();
  /** The matched list of a path is the same array as long as it is remembered. */
  const remembered = new WeakMap<readonly PatternMatch<HeaderRule>[], FieldChanges>();

  function changesOf(matched: readonly PatternMatch<HeaderRule>[]): FieldChanges {
    const key = JSON.stringify(matched.map(({ rule, captures }) => [
      places.get(rule),
      rule.set.some(([, value]) => value.includes(":")) ? captures : undefined,
    ]));
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = addUp(matched);
    if (known.size < MAX_KNOWN) known.set(key, made);
    return made;
  }

  return (path, host) => {
    const all = match(path);
    if (all.length === 0) return undefined;
    if (hosts.size > 0) {
      const matched = all.flatMap(({ rule, captures }) => {
        const test = hosts.get(rule);
        const more = test === undefined ? {} : test(host);
        return more === undefined ? [] : [{ rule, captures: { ...captures, ...more } }];
      });
      return matched.length === 0 ? undefined : changesOf(matched);
    }
    const before = remembered.get(all);
    if (before !== undefined) return before;
    const made = changesOf(all);
    remembered.set(all, made);
    return made;
  };
}

function addUp(matched: readonly { rule: HeaderRule; captures: Captures }[]): FieldChanges {
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
  // Cache-Control says more than Expires, and they shall not contradict (RFC 9111 §5.3).
  if (set.has("cache-control")) set.delete("expires");
  else if (set.has("expires")) unset.add("cache-control");
  return { set: Object.fromEntries(set), cookies, unset: [...unset] };
}
