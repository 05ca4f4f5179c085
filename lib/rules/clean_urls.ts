import type { Resolution } from "../files/resolve_request.ts";

/** Resolution of a path on a site where each page has one canonical path. */
export type CleanResolution =
  | Resolution
  /** The canonical path is another one. */
  | { readonly kind: "moved"; readonly segments: readonly string[]; readonly directory: boolean };

/** Resolves a path without canonical forms. */
export type Resolve = (segments: readonly string[], directory: boolean) => Resolution;

const HTML = /\.html$/i;

/**
 * Resolves a path with clean URLs: `/about` is the canonical path of about.html, `/dir/` that of dir/index.html, and
 * their other paths redirect to it. A file with the exact name of the path takes precedence.
 *
 * @param index Names of index files.
 */
export function resolveClean(
  resolve: Resolve,
  segments: readonly string[],
  directory: boolean,
  index: readonly string[],
): CleanResolution {
  const found = resolve(segments, directory);
  const name = segments.at(-1) ?? "";
  const folder = segments.slice(0, -1);
  if (found.kind === "file") {
    if (directory || !HTML.test(name)) return found;
    if (isIndexOf(resolve, folder, name, index)) {
      return { kind: "moved", segments: folder, directory: true };
    }
    const clean = name.replace(HTML, "");
    // about.html keeps its path if a file named "about" exists.
    const isFree = clean !== "" && resolve([...folder, clean], false).kind !== "file";
    return isFree ? { kind: "moved", segments: [...folder, clean], directory: false } : found;
  }
  if (segments.length === 0) return found;
  const page = resolve([...folder, `${name}.html`], false);
  if (page.kind !== "file") return found;
  // `/about/` without an index file or without a folder redirects to `/about`, which serves about.html.
  return directory ? { kind: "moved", segments, directory: false } : page;
}

/** Whether the file is the one that is served for its folder's path. */
function isIndexOf(
  resolve: Resolve,
  folder: readonly string[],
  name: string,
  index: readonly string[],
): boolean {
  if (!index.includes(name)) return false;
  const found = resolve(folder, true);
  return found.kind === "file" && found.segments.at(-1) === name;
}
