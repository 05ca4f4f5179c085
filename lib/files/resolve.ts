import { locate, type Location, type Territory } from "./containment.ts";
import { findResource, type Resource } from "./resource.ts";

/** What a path stands for. */
export type Resolution =
  /** A file, or a directory's index file. */
  | { readonly kind: "file"; readonly resource: Resource }
  /** A directory that was asked for without its final slash. */
  | { readonly kind: "redirect" }
  /** A directory without an index file. */
  | { readonly kind: "directory"; readonly location: Location }
  | { readonly kind: "absent" };

/** What resolving depends on, besides the path. */
export interface ResolveOptions {
  /** File names to look for in a directory, in order. */
  readonly index: readonly string[];
  /** Whether sidecars are looked for. */
  readonly precompressed: boolean;
}

const ABSENT: Resolution = { kind: "absent" };
const REDIRECT: Resolution = { kind: "redirect" };

/**
 * Decides what a path stands for.
 *
 * @param segments Of the request's path, decoded.
 * @param directory Whether that path ended with a slash.
 */
export function resolve(
  territory: Territory,
  segments: readonly string[],
  directory: boolean,
  options: ResolveOptions,
): Resolution {
  const asDirectory = directory || segments.length === 0;
  // What is asked for most comes first.
  const resource = asDirectory
    ? findIndex(territory, segments, options)
    : findResource(territory, segments, options.precompressed);
  if (resource !== undefined) return { kind: "file", resource };
  if (!territory.fileSystem.exists(territory.root.pathOf(segments))) return ABSENT;
  const location = locate(territory, segments);
  if (location?.stat.kind !== "directory") return ABSENT;
  if (asDirectory) {
    return isReadable(territory, location) ? { kind: "directory", location } : ABSENT;
  }
  const leadsOn = isReadable(territory, location) ||
    findIndex(territory, segments, options) !== undefined;
  return leadsOn ? REDIRECT : ABSENT;
}

function findIndex(
  territory: Territory,
  segments: readonly string[],
  { index, precompressed }: ResolveOptions,
): Resource | undefined {
  for (const [place, name] of index.entries()) {
    const resource = findResource(territory, [...segments, name], precompressed);
    // A name that comes before it may stand for something that becomes an index file unnoticed.
    if (resource !== undefined) return place === 0 ? resource : { ...resource, folder: undefined };
  }
  return undefined;
}

/** One that may not be read shall not be known to exist, so it is not redirected to either. */
function isReadable(
  { fileSystem, root, followSymlinks }: Territory,
  { segments, stat }: Location,
): boolean {
  return fileSystem.isReadable(root.pathOf(segments), stat, followSymlinks);
}
