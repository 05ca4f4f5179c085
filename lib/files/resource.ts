import { type Coding, CODINGS } from "../http/content_coding.ts";
import { watchPath } from "./path_watch.ts";
import { isVerified, resolvePath, statResolved } from "./containment.ts";
import { type ResolvedPath, type ServedRoot } from "./served_root.ts";
import { type FileStat, isSameVersion, mtimeIsReliable } from "./file_system.ts";
import type { DirectoryStats } from "./directory_stats.ts";

/** A file beside another one that holds the same in a content coding. */
export interface Sidecar {
  readonly coding: Coding;
  /** Below the root, by its name. */
  readonly segments: readonly string[];
  readonly resolved: ResolvedPath;
}

/** A regular file that may be served, with everything about it that no field of a request changes. */
export interface Resource {
  /** Below the root, as requested; an index file's name is among them. */
  readonly segments: readonly string[];
  /** Where it lies: proven to be inside the root. */
  readonly resolved: ResolvedPath;
  /** Those that are there and may be read, whether or not they are older than the file. */
  readonly sidecars: readonly Sidecar[];
  /**
   * The state of the folder that the segments name, by which one learns that a name has come or gone.
   * Undefined when something has changed just now: then {@linkcode isCurrent} could not tell.
   */
  readonly folder: FileStat | undefined;
}

/** How to name a file's sidecar. */
export const SUFFIXES: Readonly<Record<Coding, string>> = { br: ".br", zstd: ".zst", gzip: ".gz" };

/** How often to look again when something is swapped while it is looked at. */
const ATTEMPTS = 20;

/** How often to try a file that can't be opened: it may be unreadable, or just be replaced by a link. */
const REFUSALS = 3;

/**
 * Finds a regular file and its sidecars, and proves that they lie inside the root. A path is looked at in
 * several steps, between which somebody may swap a part of it for a link. Either the way lies calm, so that
 * nobody did; or each file is looked at several times in turn, because one comparison can be met by swapping
 * at the right moments.
 *
 * @param sidecars Whether to look for them.
 * @returns Undefined when there is no such file, or it was not the same one long enough to be sure.
 */
export function findResource(
  servedRoot: ServedRoot,
  segments: readonly string[],
  sidecars: boolean,
): Resource | undefined {
  // Most of what is not there is told by one look; a link to nothing counts as nothing.
  if (!servedRoot.fileSystem.exists(servedRoot.root.pathOf(segments))) return undefined;
  let refusals = 0;
  for (let attempt = 0; attempt < ATTEMPTS && refusals < REFUSALS; attempt++) {
    const way = watchPath(servedRoot, segments);
    const resolved = resolvePath(servedRoot, segments);
    // A FIFO, socket or device is nothing to be served.
    if (resolved?.stat.kind !== "file") return undefined;
    if (!isReadable(servedRoot, resolved)) {
      refusals++;
      continue;
    }
    const beside = sidecars ? findSidecars(servedRoot, segments) : NONE;
    const calm = way?.isUnchanged() === true;
    const isDirect = resolved.segments === segments && beside.areDirect;
    const places = [resolved, ...beside.sidecars.map((sidecar) => sidecar.resolved)];
    if ((isDirect && calm) || places.every(isProven)) {
      const mayKeep = calm && !beside.isOdd && areTimesReliable(places);
      const folder = mayKeep ? way?.folder : undefined;
      return { segments, resolved, sidecars: beside.sidecars, folder };
    }
    servedRoot.root.refresh();
  }
  return undefined;

  function isProven(resolved: ResolvedPath): boolean {
    return isVerified(servedRoot, resolved.segments, resolved.stat);
  }
}

/** Whether a resource is what it was when it was found, as far as that can be told from its `folder`. */
export function isCurrent(
  servedRoot: ServedRoot,
  folders: DirectoryStats,
  resource: Resource,
): boolean {
  const { segments, resolved, sidecars, folder } = resource;
  if (folder === undefined) return false;
  // Of what no link led to, it is enough to see that none does now.
  const isDirect = resolved.segments === segments && !servedRoot.followSymlinks;
  const isThere = isDirect ? isDirectlyThere(servedRoot, folders, resource) : isThereByLinks();
  return isThere && sidecars.every((sidecar) => isSidecarThere(servedRoot, sidecar));

  function isThereByLinks(): boolean {
    if (!leadsThere(servedRoot, segments, resolved)) return false;
    const folderNow = folderOf(servedRoot, segments);
    return folderNow !== undefined && folder !== undefined && isSameVersion(folderNow, folder);
  }
}

function isSidecarThere(servedRoot: ServedRoot, { segments, resolved }: Sidecar): boolean {
  if (resolved.segments !== segments) return leadsThere(servedRoot, segments, resolved);
  const now = statResolved(servedRoot, resolved);
  return now !== undefined && isSameVersion(now, resolved.stat);
}

/** Whether segments lead to the same version in the same place, by links that may have come to lead elsewhere. */
function leadsThere(
  servedRoot: ServedRoot,
  segments: readonly string[],
  resolved: ResolvedPath,
): boolean {
  const now = resolvePath(servedRoot, segments);
  return now !== undefined && isSamePath(now.segments, resolved.segments) &&
    isSameVersion(now.stat, resolved.stat);
}

function isDirectlyThere(
  servedRoot: ServedRoot,
  folders: DirectoryStats,
  { segments, resolved, folder }: Resource,
): boolean {
  const folderNow = folders.look(segments.slice(0, -1));
  if (folder === undefined || folderNow === undefined || !isSameVersion(folderNow, folder)) {
    return false;
  }
  const now = statResolved(servedRoot, resolved);
  return now !== undefined && now.kind === "file" && isSameVersion(now, resolved.stat);
}

function folderOf({ fileSystem, root }: ServedRoot, segments: readonly string[]) {
  return fileSystem.stat(root.pathOf(segments.slice(0, -1)));
}

function areTimesReliable(places: readonly ResolvedPath[]): boolean {
  const now = Date.now();
  return places.every(({ stat }) => mtimeIsReliable(stat, now));
}

/** Whether two paths below the root are the same. */
export function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one === other ||
    one.length === other.length && one.every((segment, index) => segment === other[index]);
}

interface Beside {
  readonly sidecars: readonly Sidecar[];
  /** Whether all of them lie where their names say, without a link. */
  readonly areDirect: boolean;
  /** Whether a sidecar's name stands for something that is none now, and may become one unnoticed. */
  readonly isOdd: boolean;
}

const NONE: Beside = { sidecars: [], areDirect: true, isOdd: false };

function findSidecars(servedRoot: ServedRoot, segments: readonly string[]): Beside {
  const { fileSystem, root } = servedRoot;
  const folder = segments.slice(0, -1);
  const name = segments.at(-1) ?? "";
  const sidecars: Sidecar[] = [];
  let [areDirect, isOdd] = [true, false];
  for (const coding of CODINGS) {
    const beside = [...folder, `${name}${SUFFIXES[coding]}`];
    // Most files have none.
    if (!fileSystem.exists(root.pathOf(beside))) continue;
    const resolved = resolvePath(servedRoot, beside);
    if (resolved?.stat.kind === "file" && isReadable(servedRoot, resolved)) {
      areDirect &&= resolved.segments === beside;
      sidecars.push({ coding, segments: beside, resolved });
    } else {
      isOdd = true;
    }
  }
  return sidecars.length === 0 && !isOdd ? NONE : { sidecars, areDirect, isOdd };
}

function isReadable(
  { fileSystem, root, followSymlinks }: ServedRoot,
  { segments, stat }: ResolvedPath,
): boolean {
  return fileSystem.isReadable(root.pathOf(segments), stat, followSymlinks);
}
