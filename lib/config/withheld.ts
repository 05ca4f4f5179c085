import { withheldName } from "../files/names.ts";
import { resolve } from "../files/native_path.ts";

/**
 * Which of the files that the server was told to use lie in a root: nobody who names one of them as a password file, a
 * key, settings or a log means it to be served.
 *
 * @param root The folder to serve, absolute; perhaps a link.
 * @param files As they were named.
 * @returns Names as {@linkcode withheldName} makes them: where a file lies by its name, and where that leads.
 */
export function withheldIn(root: string, files: readonly string[]): ReadonlySet<string> {
  const roots = [...new Set([root, realPath(root)])].map((path) => slashed(`${path}/`));
  const places = files.flatMap((file) => {
    const path = resolve(file);
    const end = slashed(path).lastIndexOf("/") + 1;
    return [path, `${realPath(path.slice(0, end) || "/")}/${path.slice(end)}`, realPath(path)];
  });
  const below = places.map(slashed).flatMap((place) =>
    roots.filter((base) => place.startsWith(base)).map((base) => place.slice(base.length))
  );
  return new Set(below.filter((path) => path !== "").map((path) => withheldName(path.split("/"))));
}

/** With slashes, none of them doubled. */
function slashed(path: string): string {
  const slashes = Deno.build.os === "windows" ? path.replaceAll("\\", "/") : path;
  return slashes.replace(/\/+/g, "/");
}

/** What is not there, or may not be looked at, is where its name says. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}
