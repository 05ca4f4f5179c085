import { resolvePath } from "./containment.ts";
import { type ResolvedPath, type ServedRoot } from "./served_root.ts";
import { findResource, type Resource } from "./resource.ts";

/** What a path stands for. */
export type Resolution =
  /** A file, or a directory's index file. */
  | { readonly kind: "file"; readonly resource: Resource }
  /** A directory that was asked for without its final slash. */
  | { readonly kind: "redirect" }
  /** A directory without an index file. */
  | { readonly kind: "directory"; readonly resolved: ResolvedPath }
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
export function resolveRequest(
  servedRoot: ServedRoot,
  segments: readonly string[],
  directory: boolean,
  options: ResolveOptions,
): Resolution {
  const asDirectory = directory || segments.length === 0;
  // What is asked for most comes first.
  const resource = asDirectory
    ? findIndex(servedRoot, segments, options)
    : findResource(servedRoot, segments, options.precompressed);
  if (resource !== undefined) return { kind: "file", resource };
  if (!servedRoot.fileSystem.exists(servedRoot.root.pathOf(segments))) return ABSENT;
  const resolved = resolvePath(servedRoot, segments);
  if (resolved?.stat.kind !== "directory") return ABSENT;
  if (asDirectory) {
    return isReadable(servedRoot, resolved) ? { kind: "directory", resolved } : ABSENT;
  }
  const leadsOn = isReadable(servedRoot, resolved) ||
    findIndex(servedRoot, segments, options) !== undefined;
  return leadsOn ? REDIRECT : ABSENT;
}

function findIndex(
  servedRoot: ServedRoot,
  segments: readonly string[],
  { index, precompressed }: ResolveOptions,
): Resource | undefined {
  for (const [place, name] of index.entries()) {
    const resource = findResource(servedRoot, [...segments, name], precompressed);
    // A name that comes before it may stand for something that becomes an index file unnoticed.
    if (resource !== undefined) return place === 0 ? resource : { ...resource, folder: undefined };
  }
  return undefined;
}

/** One that may not be read shall not be known to exist, so it is not redirected to either. */
function isReadable(
  { fileSystem, root, followSymlinks }: ServedRoot,
  { segments, stat }: ResolvedPath,
): boolean {
  return fileSystem.isReadable(root.pathOf(segments), stat, followSymlinks);
}
