import type { Resolution } from "../files/resolve.ts";
import type { Resource } from "../files/resource.ts";
import { type CleanResolution, resolveClean } from "../rules/clean_urls.ts";
import type { PathTarget } from "../http/target.ts";
import type { Site } from "./site.ts";

/** What a path of the site stands for, from the files as they are now. @param target Below the base path. */
export function lookUp(site: Site, { path, segments, directory }: PathTarget): CleanResolution {
  if (!site.config.cleanUrls) return site.hotCache.resolve(path, segments, directory);
  const resolve = (names: readonly string[], isFolder: boolean) => resolveIn(site, names, isFolder);
  return resolveClean(resolve, segments, directory, site.config.index);
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

function resolveIn(site: Site, segments: readonly string[], directory: boolean): Resolution {
  const slash = directory && segments.length > 0 ? "/" : "";
  return site.hotCache.resolve(`/${segments.join("/")}${slash}`, segments, directory);
}
