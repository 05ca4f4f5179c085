import { DISK } from "../files/disk.ts";
import { deniedKey } from "../files/servable.ts";
import { resolve } from "../util/path.ts";
import { Root } from "../files/root.ts";

/**
 * Which of the files that the server was told to use lie in a root: nobody who names one of them as a password file, a
 * key, settings or a log means it to be served.
 *
 * @param root The folder to serve, absolute; perhaps a link.
 * @param files As they were named.
 * @returns Names as {@linkcode deniedKey} makes them: where a file lies by its name, and where that leads; undefined
 * when there are none.
 */
export function findDenied(
  root: string,
  files: readonly string[],
): ReadonlySet<string> | undefined {
  const place = new Root(DISK, root);
  const names = files.map((file) => resolve(file)).flatMap((path) => {
    // What a name stands for may be elsewhere, or may not be there yet: its folder tells where it is itself.
    const folder = resolve(path, "..");
    const itself = resolve(realPath(folder), path.slice(folder.length).replace(/^[/\\]/, ""));
    return [itself, realPath(path)];
  });
  const below = names.map((name) => place.segmentsOf(slashed(name)) ?? [])
    .filter(({ length }) => length > 0).map(deniedKey);
  return below.length === 0 ? undefined : new Set(below);
}

/** What is not there, or may not be looked at, is where its name says. */
function realPath(path: string): string {
  return DISK.realPath(path) ?? path;
}

function slashed(path: string): string {
  return Deno.build.os === "windows" ? path.replaceAll("\\", "/") : path;
}
