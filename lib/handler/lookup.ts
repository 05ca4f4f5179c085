import type { CachedFile } from "../files/cached_file.ts";
import type { Resolution } from "../files/resolve_request.ts";
import type { ResolvedPath } from "../files/served_root.ts";
import { formatPath, formatQuery, type PathTarget } from "../http/target.ts";
import { type Asset, ASSETS, INTERNAL_DIRECTORY } from "../listing/assets.ts";
import { listDirectory } from "../listing/read_directory.ts";
import { EVENTS_NAME } from "../live/hub.ts";
import { type CleanResolution, resolveClean } from "../rules/clean_urls.ts";
import { withTrailingSlash } from "../rules/slash_policy.ts";
import type { Site } from "./site.ts";

/** A directory without an index file. What it shows is not known before its entries are. */
export interface Directory {
  readonly kind: "directory";
  readonly resolved: ResolvedPath;
}

/** What a path of the site leads to. */
export type Found =
  | CachedFile
  | { readonly kind: "listing"; readonly resolved: ResolvedPath }
  | { readonly kind: "redirect"; readonly location: string }
  /** A script or style of Plinth's own pages. */
  | { readonly kind: "asset"; readonly asset: Asset }
  /** The event stream of live reload. */
  | { readonly kind: "events" }
  | { readonly kind: "notFound" };

const NOT_FOUND: Found = { kind: "notFound" };

/**
 * Looks a path up in the files as they are now.
 *
 * @param path Below the base path.
 * @param rewritten The path that a rule serves in its place; undefined for none.
 */
export function lookup(site: Site, path: PathTarget, rewritten?: PathTarget): Found | Directory {
  if (rewritten !== undefined) {
    return lookupFile(site, rewritten.segments, rewritten.directory) ?? NOT_FOUND;
  }
  const found = resolveTarget(site, path);
  switch (found.kind) {
    case "redirect":
      return { kind: "redirect", location: locationOf(site, path.segments, true, path.query) };
    case "moved":
      return {
        kind: "redirect",
        location: locationOf(site, found.segments, found.directory, path.query),
      };
    case "file":
    case "directory":
      return found;
    case "notFound":
      return lookupInternal(site, path.segments) ?? fallback(site, path);
  }
}

/** Looks a directory without an index file up: its only file, if that is wanted, or its listing. */
export async function lookInside(
  site: Site,
  path: PathTarget,
  resolved: ResolvedPath,
): Promise<Found> {
  const name = site.config.renderSingle === true ? await findOnlyFile(site, resolved) : undefined;
  if (name !== undefined) return lookupFile(site, [...path.segments, name], false) ?? NOT_FOUND;
  return site.isListed(path.path) ? { kind: "listing", resolved } : fallback(site, path);
}

/** Looks up the file at a path that a rule names: also an index file, or one whose `.html` is omitted. */
export function lookupFile(
  site: Site,
  segments: readonly string[],
  directory: boolean,
): CachedFile | undefined {
  const found = resolveIn(site, segments, directory);
  if (found.kind === "file") return found;
  const name = segments.at(-1);
  if (name === undefined) return undefined;
  return [
    resolveIn(site, segments, true),
    resolveIn(site, [...segments.slice(0, -1), `${name}.html`], false),
  ].find((other) => other.kind === "file");
}

/** Whether a file, or a directory with an index file, takes precedence over a rule that is not forced. */
export function hasFile(site: Site, path: PathTarget): boolean {
  const found = resolveTarget(site, path);
  if (found.kind !== "redirect") return found.kind === "file" || found.kind === "moved";
  return resolveIn(site, path.segments, true).kind === "file";
}

/** Returns the Location of a path of the site: it starts with exactly one slash, so that it never names an origin. */
export function locationOf(
  site: Site,
  segments: readonly string[],
  directory: boolean,
  query: string,
): string {
  return `${site.basePath}${formatPath(segments, directory)}${formatQuery(query)}`;
}

function resolveTarget(site: Site, { path, segments, directory }: PathTarget): CleanResolution {
  const { index, trailingSlash } = site.config;
  const resolve = (names: readonly string[], isFolder: boolean) => resolveIn(site, names, isFolder);
  const found = site.isClean?.(path) === true
    ? resolveClean(resolve, segments, directory, index)
    : site.resolveCache.resolve(path, segments, directory);
  if (trailingSlash === undefined) return found;
  return withTrailingSlash(found, resolve, segments, directory, trailingSlash);
}

function resolveIn(site: Site, segments: readonly string[], directory: boolean): Resolution {
  const slash = directory && segments.length > 0 ? "/" : "";
  return site.resolveCache.resolve(`/${segments.join("/")}${slash}`, segments, directory);
}

/** Looks up what Plinth's own pages need. A file of the site with the same path takes precedence. */
function lookupInternal(site: Site, segments: readonly string[]): Found | undefined {
  const [directory, name = "", ...rest] = segments;
  if (directory !== INTERNAL_DIRECTORY || rest.length > 0) return undefined;
  const asset = ASSETS.get(name);
  if (asset !== undefined) return { kind: "asset", asset };
  return site.live !== undefined && name === EVENTS_NAME ? { kind: "events" } : undefined;
}

/** Returns the page of a single-page application, except for paths that look like assets. */
function fallback(site: Site, path: PathTarget): Found {
  const { spa } = site.config;
  if (spa === undefined || path.segments.at(-1)?.includes(".") === true) return NOT_FOUND;
  return lookupFile(site, spa.slice(1).split("/"), false) ?? NOT_FOUND;
}

/** Returns the name of a directory's only entry if it is a file. */
async function findOnlyFile(site: Site, resolved: ResolvedPath): Promise<string | undefined> {
  const entries = await site.listingGate.read(() => listDirectory(site.servedRoot, resolved));
  const [only, ...others] = entries === undefined || entries === "busy" ? [] : entries;
  return only?.type === "file" && others.length === 0 ? only.name : undefined;
}
