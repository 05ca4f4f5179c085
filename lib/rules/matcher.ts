import { LRUCache } from "lru-cache";
import { compileSignedGlob } from "./glob.ts";
import { type Captures, compilePattern, type Pattern } from "./pattern.ts";

/** A rule whose pattern matches a path. */
export interface PatternMatch<T> {
  readonly rule: T;
  readonly captures: Captures;
}

/** How many paths are remembered with their rules, and how long they may be, in UTF-16 code units. */
const MAX_REMEMBERED = 4096;
const MAX_LENGTH = 256;

interface Compiled<T> {
  readonly rule: T;
  readonly place: number;
  readonly pattern: Pattern;
}

/**
 * Finds the rules whose patterns match a path, in their order. Literal ones are looked up, others tried when the
 * path begins as they do; what a path that comes again matches is remembered.
 *
 * @param patternOf A path as `lib/rules/pattern.ts` has it, or a glob.
 */
export function createMatcher<T>(
  rules: readonly T[],
  patternOf: (rule: T) => { readonly pattern: string; readonly isGlob: boolean },
): (path: string) => readonly PatternMatch<T>[] {
  const literal = new Map<string, Compiled<T>[]>();
  const others: Compiled<T>[] = [];
  for (const [place, rule] of rules.entries()) {
    const { pattern: text, isGlob } = patternOf(rule);
    const pattern = isGlob ? globPattern(text) : compilePattern(text);
    const compiled = { rule, place, pattern };
    if (!pattern.isLiteral) others.push(compiled);
    else literal.set(pattern.prefix, [...literal.get(pattern.prefix) ?? [], compiled]);
  }
  const remembered = new LRUCache<string, readonly PatternMatch<T>[]>({ max: MAX_REMEMBERED });
  return (path) => {
    const before = remembered.get(path);
    if (before !== undefined) return before;
    const found = [
      ...literal.get(path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path) ?? [],
      ...others.filter(({ pattern }) => path.startsWith(pattern.prefix)),
    ].sort((one, other) => one.place - other.place);
    const matched = found.flatMap(({ rule, pattern }) => {
      const captures = pattern.match(path);
      return captures === undefined ? [] : [{ rule, captures }];
    });
    if (path.length <= MAX_LENGTH) remembered.set(path, matched);
    return matched;
  };
}

function globPattern(glob: string): Pattern {
  const matches = compileSignedGlob(glob);
  return { prefix: "", isLiteral: false, match: (path) => matches(path) ? {} : undefined };
}
