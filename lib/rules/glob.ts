import { globToRegExp } from "@std/path/glob-to-regexp";
import { RE2JS } from "re2js";

/**
 * Compiles a glob (`*`, `**`, `?`, `[...]`, `{a,b}`, `@(a|b)`) for paths. Its expression is run by an engine that
 * takes time in proportion to the path whatever the expression is.
 *
 * @param glob A leading slash makes no difference.
 * @throws {RangeError} For one that this engine can't run, as `!(...)`.
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const options = { extended: true, globstar: true };
  const { source } = globToRegExp(glob.replace(/^\//, ""), options);
  try {
    const expression = RE2JS.compile(source, RE2JS.DOTALL);
    return (path) => expression.matches(path.replace(/^\//, ""));
  } catch {
    throw new RangeError(`"${glob}" is no glob that can be used here`);
  }
}

/** Whether a path matches one of several globs; those that begin with `!` take away what others match. */
export function compileGlobs(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !isNegated(glob)).map(compileGlob);
  const refused = globs.filter(isNegated).map((glob) => compileGlob(glob.replace(NEGATION, "")));
  return (path) =>
    (wanted.length === 0 || wanted.some((matches) => matches(path))) &&
    !refused.some((matches) => matches(path));
}

const NEGATION = /^\/?!(?!\()\/?/;

function isNegated(glob: string): boolean {
  return NEGATION.test(glob);
}

/** A glob that begins with `!` is one that must not match. */
export function compileSignedGlob(glob: string): (path: string) => boolean {
  const bare = glob.replace(NEGATION, "");
  if (bare === glob) return compileGlob(glob);
  const matches = compileGlob(bare);
  return (path) => !matches(path);
}
