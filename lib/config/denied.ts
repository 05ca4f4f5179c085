import { DISK } from "../files/disk.ts";
import { deniedKey } from "../files/servable.ts";
import { resolve } from "../util/path.ts";
import { Root } from "../files/root.ts";

/**
 * Finds which of the server's own files (settings, passwords, keys, logs) are inside a root. They are not served.
 *
 * @param root Absolute path of the folder to serve; may be a symbolic link.
 * @param files Paths as given.
 * @returns Keys from {@linkcode deniedKey}, for the path of each file and for the path that it resolves to; undefined if
 * no file is inside.
 */
export function findDenied(
  root: string,
  files: readonly string[],
): ReadonlySet<string> | undefined {
  const servedRoot = new Root(DISK, root);
  const names = files.map((file) => resolve(file)).flatMap((path) => {
    // The file may be a link, or may not exist yet, so resolve its folder separately.
    const folder = resolve(path, "..");
    const ownPath = resolve(realPath(folder), path.slice(folder.length).replace(/^[/\\]/, ""));
    return [ownPath, realPath(path)];
  });
  const below = names.map((name) => servedRoot.segmentsOf(slashed(name)) ?? [])
    .filter(({ length }) => length > 0).map(deniedKey);
  return below.length === 0 ? undefined : new Set(below);
}

/** Returns the resolved path, or `path` itself if the file does not exist or is not accessible. */
function realPath(path: string): string {
  return DISK.realPath(path) ?? path;
}

function slashed(path: string): string {
  return Deno.build.os === "windows" ? path.replaceAll("\\", "/") : path;
}
