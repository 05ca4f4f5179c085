import type { CleanResolution, Resolve } from "./clean_urls.ts";

/**
 * Applies a trailing-slash policy to a resolution: the paths of all pages and folders end with a slash, or none do.
 *
 * @param found The resolution without the policy.
 * @param slash Whether the paths end with a slash. Names with a dot are files and never do.
 */
export function withTrailingSlash(
  found: CleanResolution,
  resolve: Resolve,
  segments: readonly string[],
  directory: boolean,
  slash: boolean,
): CleanResolution {
  const name = segments.at(-1);
  if (name === undefined) return found;
  if (!slash) {
    if (found.kind === "moved") return { ...found, directory: false };
    if (!directory) return found.kind === "redirect" ? resolve(segments, true) : found;
    const isThere = found.kind === "file" || found.kind === "directory";
    return isThere ? { kind: "moved", segments, directory: false } : found;
  }
  if (!directory) {
    if (found.kind === "moved") return { ...found, directory: hasSlash(found.segments) };
    const isPage = found.kind === "file" && hasSlash(segments);
    return isPage ? { kind: "moved", segments, directory: true } : found;
  }
  if (found.kind !== "notFound" && found.kind !== "moved") return found;
  const page = [segments, [...segments.slice(0, -1), `${name}.html`]].map((names) =>
    resolve(names, false)
  ).find(({ kind }) => kind === "file");
  return page ?? found;
}

function hasSlash(segments: readonly string[]): boolean {
  return !segments.at(-1)?.includes(".");
}
