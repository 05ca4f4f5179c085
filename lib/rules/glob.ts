import { globToRegExp } from "@std/path/glob-to-regexp";
import { RE2JS } from "re2js";

/**
 * Compiles a glob (`*`, `**`, `?`, `[...]`, `{a,b}`, `@(a|b)`) for paths. RE2 runs the expression in time linear in
 * the length of the path.
 *
 * @param glob A leading slash is ignored.
 * @throws {RangeError} For a glob that RE2 does not support, such as `!(...)`.
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const options = { extended: true, globstar: true };
  const { source } = globToRegExp(glob.replace(/^\//, ""), options);
  try {
    const expression = RE2JS.compile(source, RE2JS.DOTALL);
    return (path) => expression.matches(path.replace(/^\//, ""));
  } catch {
    throw new RangeError(`unsupported glob "${glob}"`);
  }
}

/**
 * Compiles a list of globs. A path matches if one of the globs matches it and no glob that starts with `!` does. A list
 * of negated globs alone matches all other paths.
 */
export function compileGlobs(globs: readonly string[]): (path: string) => boolean {
  const included = globs.filter((glob) => !isNegated(glob)).map(compileGlob);
  const excluded = globs.filter(isNegated).map((glob) => compileGlob(glob.replace(NEGATION, "")));
  return (path) =>
    (included.length === 0 || included.some((matches) => matches(path))) &&
    !excluded.some((matches) => matches(path));
}

const NEGATION = /^\/?!(?!\()\/?/;

function isNegated(glob: string): boolean {
  return NEGATION.test(glob);
}
