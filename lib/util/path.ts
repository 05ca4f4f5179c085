import { fromFileUrl as fromPosixUrl } from "@std/path/posix/from-file-url";
import { isAbsolute as isPosixAbsolute } from "@std/path/posix/is-absolute";
import { resolve as resolvePosix } from "@std/path/posix/resolve";
import { fromFileUrl as fromWindowsUrl } from "@std/path/windows/from-file-url";
import { isAbsolute as isWindowsAbsolute } from "@std/path/windows/is-absolute";
import { resolve as resolveWindows } from "@std/path/windows/resolve";

// `@std/path` picks the platform and the current directory through Node's `process`. Deno takes 40 ms to load that, a
// fifth of the start-up time, so this module chooses between the POSIX and Windows versions.

const isWindows = Deno.build.os === "windows";

/** Resolves paths from left to right to an absolute path; relative ones start at the current directory. */
export function resolve(...paths: readonly string[]): string {
  const [join, isAbsolute] = isWindows
    ? [resolveWindows, isWindowsAbsolute]
    : [resolvePosix, isPosixAbsolute];
  return paths.some(isAbsolute) ? join(...paths) : join(Deno.cwd(), ...paths);
}

/** Converts a `file:` URL to a path. @throws {TypeError} If the URL has another scheme. */
export function fromFileUrl(url: URL): string {
  return isWindows ? fromWindowsUrl(url) : fromPosixUrl(url);
}

/** The directory at which a compiled executable sees its embedded files; undefined when running from source. */
export const PROGRAM: string | undefined = Deno.build.standalone
  ? fromFileUrl(new URL("../..", import.meta.url)).replaceAll("\\", "/").replace(/\/$/, "")
  : undefined;

/** Reports whether a path, with forward slashes, is embedded in this executable. */
export function isEmbedded(path: string, program: string | undefined = PROGRAM): boolean {
  return program !== undefined && isInside(path, program);
}

/** Reports whether a path, with forward slashes, is `directory` or inside it. */
export function isInside(path: string, directory: string): boolean {
  return path === directory ||
    path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}
