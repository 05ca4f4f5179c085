import { compileGlob } from "./glob.ts";

/** A rule of `--cache`: a Cache-Control value for the paths that a glob matches, or for all. */
export interface CacheRule {
  /** Without a slash it matches the file's name in any folder, with one the path from the root on. */
  readonly glob?: string;
  /** A Cache-Control value, or `auto`. */
  readonly value: string;
}

/** Tells the Cache-Control of a file by its path below the root, which has no leading slash. */
export type CachePolicy = (path: string) => string;

/** What browsers do without it is guesswork (RFC 9111 §4.2.2): so always ask, which costs a 304. */
const DEFAULT = "no-cache";

/** Compiles rules: the first glob that matches counts, else the last rule without one, else `no-cache`. */
export function compileCachePolicy(rules: readonly CacheRule[]): CachePolicy {
  const compiled = rules.flatMap(({ glob, value }) =>
    glob === undefined ? [] : [{ matches: matcher(glob), value }]
  );
  const otherwise = rules.findLast(({ glob }) => glob === undefined)?.value ?? DEFAULT;
  return (path) => {
    const value = compiled.find(({ matches }) => matches(path))?.value ?? otherwise;
    return value === "auto" ? automatic(path) : value;
  };
}

function matcher(glob: string): (path: string) => boolean {
  const matches = compileGlob(glob);
  if (glob.includes("/")) return matches;
  return (path) => matches(path.slice(path.lastIndexOf("/") + 1));
}

// Content hashes as bundlers write them into names: 8 and more hexadecimal digits with a letter among them,
// or 8 characters of base64url with a digit, a capital and a small letter (`a1b2c3d4`, not `20260131`).
const HEX_FINGERPRINT = /[.-](?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,64}(?=\.|$)/;
const BASE64_FINGERPRINT =
  /[.-](?=[^.]{0,7}[0-9])(?=[^.]{0,7}[a-z])(?=[^.]{0,7}[A-Z])[A-Za-z0-9_-]{8}\.[a-z0-9.]+$/;

function automatic(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.html?$/i.test(name)) return DEFAULT;
  if (HEX_FINGERPRINT.test(name) || BASE64_FINGERPRINT.test(name)) {
    return "public, max-age=31536000, immutable";
  }
  return "max-age=3600";
}
