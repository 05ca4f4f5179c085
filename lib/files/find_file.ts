import { type Coding, CODINGS } from "../http/content_coding.ts";
import { CachedFile, type Sidecar } from "./cached_file.ts";
import { isVerified, MAX_DEPTH, resolvePath, statResolved } from "./containment.ts";
import type { DirectoryStats } from "./directory_stats.ts";
import { type FileStat, isSameVersion, mtimeIsReliable } from "./file_system.ts";
import { watchPath } from "./path_watch.ts";
import type { ResolvedPath, ServedRoot } from "./served_root.ts";

/** The suffixes of sidecars. */
export const SUFFIXES: Readonly<Record<Coding, string>> = { br: ".br", zstd: ".zst", gzip: ".gz" };

/** How often to try again if a part of the path changes meanwhile. */
const MAX_ATTEMPTS = 20;

/** How often to try a file that can't be opened: it may be unreadable, or being replaced by a symlink. */
const MAX_REFUSALS = 3;

/**
 * Finds a regular file and its sidecars, and verifies that they are inside the root. This takes several file system
 * calls, between which a part of the path can be replaced by a symlink. Either the directories on the path have not
 * changed meanwhile, or each file is verified several times in a row, because a single comparison can be defeated by
 * well-timed swaps.
 *
 * @param sidecars Whether to look for sidecars.
 * @returns Undefined if there is no such file, or if it kept changing.
 */
export function findFile(
  servedRoot: ServedRoot,
  segments: readonly string[],
  sidecars: boolean,
): CachedFile | undefined {
  // One call is enough for most missing files. A dangling symlink counts as missing.
  if (!servedRoot.fileSystem.exists(servedRoot.root.pathOf(segments))) return undefined;
  let refusals = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && refusals < MAX_REFUSALS; attempt++) {
    if (segments.length > MAX_DEPTH) return undefined;
    const watch = watchPath(servedRoot, segments);
    const resolved = resolvePath(servedRoot, segments);
    // FIFOs, sockets and devices are not served.
    if (resolved?.stat.kind !== "file") return undefined;
    if (!isReadable(servedRoot, resolved)) {
      refusals++;
      continue;
    }
    const found = sidecars ? findSidecars(servedRoot, segments) : NO_SIDECARS;
    const isUnchanged = watch?.isUnchanged() === true;
    const isDirect = resolved.segments === segments && found.areDirect;
    const files = [resolved, ...found.sidecars.map((sidecar) => sidecar.resolved)];
    const verify = (file: ResolvedPath) => isVerified(servedRoot, file.segments, file.stat);
    if ((isDirect && isUnchanged) || files.every(verify)) {
      const mayKeep = isUnchanged && !found.hasIrregular && areTimesReliable(files);
      return new CachedFile(
        segments,
        resolved,
        found.sidecars,
        mayKeep ? watch?.parentStat : undefined,
      );
    }
    servedRoot.root.refresh();
  }
  return undefined;
}

/** Whether a file is unchanged since it was found, as far as its `parentStat` and its times can tell. */
export function isCurrent(
  servedRoot: ServedRoot,
  directories: DirectoryStats,
  file: CachedFile,
): boolean {
  const { segments, resolved, sidecars, parentStat } = file;
  if (parentStat === undefined) return false;
  // For a file that was found without symlinks, it is enough that there is none now.
  const isDirect = resolved.segments === segments && !servedRoot.followSymlinks;
  const isThere = isDirect
    ? isDirectlyThere(servedRoot, directories, file, parentStat)
    : isLinkedThere(servedRoot, file, parentStat);
  return isThere && sidecars.every((sidecar) => isSidecarThere(servedRoot, sidecar));
}

function isDirectlyThere(
  servedRoot: ServedRoot,
  directories: DirectoryStats,
  { segments, resolved }: CachedFile,
  parentStat: FileStat,
): boolean {
  const parentNow = directories.stat(segments.slice(0, -1));
  if (parentNow === undefined || !isSameVersion(parentNow, parentStat)) return false;
  const now = statResolved(servedRoot, resolved);
  return now !== undefined && now.kind === "file" && isSameVersion(now, resolved.stat);
}

function isLinkedThere(
  servedRoot: ServedRoot,
  { segments, resolved }: CachedFile,
  parentStat: FileStat,
): boolean {
  if (!leadsTo(servedRoot, segments, resolved)) return false;
  const { fileSystem, root } = servedRoot;
  const parentNow = fileSystem.stat(root.pathOf(segments.slice(0, -1)));
  return parentNow !== undefined && isSameVersion(parentNow, parentStat);
}

function isSidecarThere(servedRoot: ServedRoot, { segments, resolved }: Sidecar): boolean {
  if (resolved.segments !== segments) return leadsTo(servedRoot, segments, resolved);
  const now = statResolved(servedRoot, resolved);
  return now !== undefined && isSameVersion(now, resolved.stat);
}

/** Whether a path, perhaps through symlinks, still leads to the same version of the same file. */
function leadsTo(
  servedRoot: ServedRoot,
  segments: readonly string[],
  resolved: ResolvedPath,
): boolean {
  const now = resolvePath(servedRoot, segments);
  return now !== undefined && isSamePath(now.segments, resolved.segments) &&
    isSameVersion(now.stat, resolved.stat);
}

function areTimesReliable(files: readonly ResolvedPath[]): boolean {
  const now = Date.now();
  return files.every(({ stat }) => mtimeIsReliable(stat, now));
}

/** Whether two paths below the root are equal. */
export function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one === other ||
    one.length === other.length && one.every((segment, index) => segment === other[index]);
}

interface FoundSidecars {
  readonly sidecars: readonly Sidecar[];
  /** Whether none of them is reached through a symlink. */
  readonly areDirect: boolean;
  /** Whether a sidecar's name exists but is no readable file: it can become one without the parent changing. */
  readonly hasIrregular: boolean;
}

const NO_SIDECARS: FoundSidecars = { sidecars: [], areDirect: true, hasIrregular: false };

function findSidecars(servedRoot: ServedRoot, segments: readonly string[]): FoundSidecars {
  const { fileSystem, root } = servedRoot;
  const parent = segments.slice(0, -1);
  const name = segments.at(-1) ?? "";
  const sidecars: Sidecar[] = [];
  let [areDirect, hasIrregular] = [true, false];
  for (const coding of CODINGS) {
    const path = [...parent, `${name}${SUFFIXES[coding]}`];
    // Most files have no sidecars.
    if (!fileSystem.exists(root.pathOf(path))) continue;
    const resolved = resolvePath(servedRoot, path);
    if (resolved?.stat.kind === "file" && isReadable(servedRoot, resolved)) {
      areDirect &&= resolved.segments === path;
      sidecars.push({ coding, segments: path, resolved });
    } else {
      hasIrregular = true;
    }
  }
  const isEmpty = sidecars.length === 0 && !hasIrregular;
  return isEmpty ? NO_SIDECARS : { sidecars, areDirect, hasIrregular };
}

/** Whether the server may read a file or directory. */
export function isReadable(
  { fileSystem, root, followSymlinks }: ServedRoot,
  { segments, stat }: ResolvedPath,
): boolean {
  return fileSystem.isReadable(root.pathOf(segments), stat, followSymlinks);
}
