import { LRUCache } from "lru-cache";
import { compileGlobs } from "./glob.ts";
import { type Captures, compilePattern, type Pattern } from "./pattern.ts";

/** A rule whose pattern matches a path. */
export interface PatternMatch<T> {
  readonly rule: T;
  readonly captures: Captures;
}

/** Maximum number of cached paths, and their maximum length in UTF-16 code units. */
const MAX_CACHED = 4096;
const MAX_CACHED_LENGTH = 256;

interface CompiledRule<T> {
  readonly rule: T;
  readonly index: number;
  readonly pattern: Pattern;
}

/**
 * Returns a function that finds the rules whose patterns match a path, in their order. Literal patterns are looked up in
 * a map; other patterns are tried if the path starts with their prefix. Results are cached by path.
 *
 * @param patternOf Returns a rule's pattern: a path as described in `lib/rules/pattern.ts`, or a glob.
 */
export function createMatcher<T>(
  rules: readonly T[],
  patternOf: (rule: T) => { readonly pattern: string; readonly isGlob: boolean },
): (path: string) => readonly PatternMatch<T>[] {
  const literal = new Map<string, CompiledRule<T>[]>();
  const others: CompiledRule<T>[] = [];
  for (const [index, rule] of rules.entries()) {
    const { pattern: text, isGlob } = patternOf(rule);
    const pattern = isGlob ? globPattern(text) : compilePattern(text);
    const compiled = { rule, index, pattern };
    if (!pattern.isLiteral) others.push(compiled);
    else literal.set(pattern.prefix, [...literal.get(pattern.prefix) ?? [], compiled]);
  }
  const cache = new LRUCache<string, readonly PatternMatch<T>[]>({ max: MAX_CACHED });
  return (path) => {
    const cached = cache.get(path);
    if (cached !== undefined) return cached;
    const candidates = [
      ...literal.get(path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path) ?? [],
      ...others.filter(({ pattern }) => path.startsWith(pattern.prefix)),
    ].sort((one, other) => one.index - other.index);
    const matched = candidates.flatMap(({ rule, pattern }) => {
      const captures = pattern.match(path);
      return captures === undefined ? [] : [{ rule, captures }];
    });
    if (path.length <= MAX_CACHED_LENGTH) cache.set(path, matched);
    return matched;
  };
}

function globPattern(glob: string): Pattern {
  const matches = compileGlobs([glob]);
  return { prefix: "", isLiteral: false, match: (path) => matches(path) ? {} : undefined };
}
