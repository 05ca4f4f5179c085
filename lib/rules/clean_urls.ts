import type { Resolution } from "../files/resolve.ts";

/** What a path stands for, when paths have one form alone. */
export type CleanResolution =
  | Resolution
  /** It stands for what another path of the site is the proper name of. */
  | { readonly kind: "moved"; readonly segments: readonly string[]; readonly directory: boolean };

/** Finds what a path stands for, without regard to its form. */
export type Resolve = (segments: readonly string[], directory: boolean) => Resolution;

const HTML = /\.html$/i;

/**
 * What a path stands for when `/about` is the proper name of about.html, and `/dir/` of dir/index.html: their other
 * names redirect to it. What is there under its own name comes first.
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
    // Should something else have that name, this one keeps its own.
    const isFree = clean !== "" && resolve([...folder, clean], false).kind !== "file";
    return isFree ? { kind: "moved", segments: [...folder, clean], directory: false } : found;
  }
  if (segments.length === 0) return found;
  const page = resolve([...folder, `${name}.html`], false);
  if (page.kind !== "file") return found;
  // `/about/` without an index file, or without a folder; and what comes without a slash.
  return directory ? { kind: "moved", segments, directory: false } : page;
}

/** Whether this is the very file that the folder's own name stands for. */
function isIndexOf(
  resolve: Resolve,
  folder: readonly string[],
  name: string,
  index: readonly string[],
): boolean {
  if (!index.includes(name)) return false;
  const found = resolve(folder, true);
  return found.kind === "file" && found.resource.segments.at(-1) === name;
}
