import type { CachedFile } from "./cached_file.ts";
import { resolvePath } from "./containment.ts";
import { findFile, isReadable } from "./find_file.ts";
import type { ResolvedPath, ServedRoot } from "./served_root.ts";

/** What a request path leads to. */
export type Resolution =
  /** A file, or the index file of a directory. */
  | CachedFile
  /** A directory, requested without the final slash. */
  | { readonly kind: "redirect" }
  /** A directory without an index file. */
  | { readonly kind: "directory"; readonly resolved: ResolvedPath }
  | { readonly kind: "notFound" };

/** Settings that affect resolving. */
export interface ResolveOptions {
  /** Names of index files, in order of preference. */
  readonly index: readonly string[];
  /** Whether to look for sidecars. */
  readonly precompressed: boolean;
}

const NOT_FOUND: Resolution = { kind: "notFound" };
const REDIRECT: Resolution = { kind: "redirect" };

/**
 * Resolves a request path.
 *
 * @param segments Decoded.
 * @param directory Whether the path ended with a slash.
 */
export function resolveRequest(
  servedRoot: ServedRoot,
  segments: readonly string[],
  directory: boolean,
  options: ResolveOptions,
): Resolution {
  const asDirectory = directory || segments.length === 0;
  // Most requests are for files.
  const file = asDirectory
    ? findIndex(servedRoot, segments, options)
    : findFile(servedRoot, segments, options.precompressed);
  if (file !== undefined) return file;
  if (!servedRoot.fileSystem.exists(servedRoot.root.pathOf(segments))) return NOT_FOUND;
  const resolved = resolvePath(servedRoot, segments);
  if (resolved?.stat.kind !== "directory") return NOT_FOUND;
  const isListable = isReadable(servedRoot, resolved);
  if (asDirectory) return isListable ? { kind: "directory", resolved } : NOT_FOUND;
  // A redirect must not reveal that an unreadable directory exists.
  return isListable || findIndex(servedRoot, segments, options) !== undefined
    ? REDIRECT
    : NOT_FOUND;
}

function findIndex(
  servedRoot: ServedRoot,
  segments: readonly string[],
  { index, precompressed }: ResolveOptions,
): CachedFile | undefined {
  for (const [position, name] of index.entries()) {
    const file = findFile(servedRoot, [...segments, name], precompressed);
    if (file === undefined) continue;
    // A preferred name may exist as something that can become a file without the directory changing.
    if (position > 0) file.parentStat = undefined;
    return file;
  }
  return undefined;
}
