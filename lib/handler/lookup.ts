import type { ResolvedPath } from "../files/served_root.ts";
import { listDirectory } from "../listing/read_directory.ts";
import type { Resolution } from "../files/resolve.ts";
import type { Resource } from "../files/resource.ts";
import { type CleanResolution, resolveClean } from "../rules/clean_urls.ts";
import { withTrailingSlash } from "../rules/trailing_slash.ts";
import type { PathTarget } from "../http/target.ts";
import type { Site } from "./site.ts";

/** What a path of the site stands for, from the files as they are now. @param target Below the base path. */
export function lookUp(site: Site, { path, segments, directory }: PathTarget): CleanResolution {
  const { index, trailingSlash } = site.config;
  const resolve = (names: readonly string[], isFolder: boolean) => resolveIn(site, names, isFolder);
  const found = site.isClean?.(path) === true
    ? resolveClean(resolve, segments, directory, index)
    : site.resolveCache.resolve(path, segments, directory);
  if (trailingSlash === undefined) return found;
  return withTrailingSlash(found, resolve, segments, directory, trailingSlash);
}

/** The file that a rule leads to: also a folder's index file, and one whose `.html` is left out. */
export function lookUpFile(
  site: Site,
  segments: readonly string[],
  directory: boolean,
): Resource | undefined {
  const found = resolveIn(site, segments, directory);
  if (found.kind === "file") return found.resource;
  const name = segments.at(-1);
  if (name === undefined) return undefined;
  const others = [
    resolveIn(site, segments, true),
    resolveIn(site, [...segments.slice(0, -1), `${name}.html`], false),
  ];
  const file = others.find(({ kind }) => kind === "file");
  return file?.kind === "file" ? file.resource : undefined;
}

/** Whether there is a file, or a folder with an index file, which comes before a rule that is not forced. */
export function isThere(site: Site, target: PathTarget): boolean {
  const found = lookUp(site, target);
  if (found.kind !== "redirect") return found.kind === "file" || found.kind === "moved";
  return resolveIn(site, target.segments, true).kind === "file";
}

/** The name of the only thing in a folder, when that is a file. */
export async function findOnly(site: Site, location: ResolvedPath): Promise<string | undefined> {
  const entries = await site.listingGate.read(() => listDirectory(site.servedRoot, location));
  const [only, ...others] = entries === undefined || entries === "busy" ? [] : entries;
  return only?.type === "file" && others.length === 0 ? only.name : undefined;
}

function resolveIn(site: Site, segments: readonly string[], directory: boolean): Resolution {
  const slash = directory && segments.length > 0 ? "/" : "";
  return site.resolveCache.resolve(`/${segments.join("/")}${slash}`, segments, directory);
}
