import { compileGlob } from "./glob.ts";

/** A `--cache` rule: a Cache-Control value for all files, or for those that a glob matches. */
export interface CacheRule {
  /** With a slash it matches the path below the root, without one the file's name in any folder. */
  readonly glob?: string;
  /** A Cache-Control value, or `auto`. */
  readonly value: string;
}

/** Returns the Cache-Control of a file; `path` is below the root, without a leading slash. */
export type CachePolicy = (path: string) => string;

/** Makes caches revalidate, usually with a 304. Without Cache-Control, browsers guess (RFC 9111 §4.2.2). */
const DEFAULT = "no-cache";

/** Compiles rules. The first matching glob applies, otherwise the last rule without a glob, otherwise `no-cache`. */
export function compileCachePolicy(rules: readonly CacheRule[]): CachePolicy {
  const compiled = rules.flatMap(({ glob, value }) =>
    glob === undefined ? [] : [{ matches: compileNameGlob(glob), value }]
  );
  const otherwise = rules.findLast(({ glob }) => glob === undefined)?.value ?? DEFAULT;
  return (path) => {
    const value = compiled.find(({ matches }) => matches(path))?.value ?? otherwise;
    return value === "auto" ? automaticValue(path) : value;
  };
}

function compileNameGlob(glob: string): (path: string) => boolean {
  const matches = compileGlob(glob);
  if (glob.includes("/")) return matches;
  return (path) => matches(path.slice(path.lastIndexOf("/") + 1));
}

// Content hashes that bundlers put into file names: 8 to 64 hexadecimal digits with at least one letter and one
// decimal digit (`a1b2c3d4`, not `20260131`), or 8 base64url characters with a digit, a capital and a small letter.
const HEX_FINGERPRINT = /[.-](?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,64}(?=\.|$)/;
const BASE64_FINGERPRINT =
  /[.-](?=[^.]{0,7}[0-9])(?=[^.]{0,7}[a-z])(?=[^.]{0,7}[A-Z])[A-Za-z0-9_-]{8}\.[a-z0-9.]+$/;

function automaticValue(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.html?$/i.test(name)) return DEFAULT;
  if (HEX_FINGERPRINT.test(name) || BASE64_FINGERPRINT.test(name)) {
    return "public, max-age=31536000, immutable";
  }
  return "max-age=3600";
}
