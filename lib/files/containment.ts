import { type FileStat, isSameFile, isSameVersion, type OpenFile } from "./file_system.ts";
import { followLinks } from "./symlinks.ts";
import { isServableName } from "./servable.ts";
import type { ResolvedPath, ServedRoot } from "./served_root.ts";
import { isStoredPath } from "./stored_name.ts";

/** How many times in a row realpath and lstat must agree with the file. */
const ROUNDS = 3;

/**
 * The most segments of a path. Verifying a path takes time proportional to the square of its depth, and a walk through
 * nested directories to the cube.
 */
export const MAX_DEPTH = 128;

/** Resolves a path below the root; undefined if it is not servable, missing, too deep, or outside the root. */
export function resolvePath(
  servedRoot: ServedRoot,
  segments: readonly string[],
): ResolvedPath | undefined {
  if (segments.length > MAX_DEPTH || !isServableName(segments, servedRoot.rules)) return undefined;
  const found = resolveNow(servedRoot, segments);
  // If the root is a symlink, it may have a new target; if it was removed, it may exist again.
  return found === undefined && servedRoot.root.refresh()
    ? resolveNow(servedRoot, segments)
    : found;
}

function resolveNow(servedRoot: ServedRoot, segments: readonly string[]): ResolvedPath | undefined {
  const { fileSystem, root, rules, followSymlinks } = servedRoot;
  const real = fileSystem.realPath(root.pathOf(segments));
  if (real === undefined) return undefined;
  if (followSymlinks) {
    const target = root.segmentsOf(real);
    const areStored = [segments, target ?? []].every((names) => isStoredPath(servedRoot, names));
    if (!areStored || !isServableTarget(servedRoot, real)) return undefined;
    const stat = fileSystem.stat(root.pathOf(segments));
    return stat === undefined ? undefined : { segments, target: target ?? segments, stat };
  }
  const resolved = real === root.realPathOf(segments)
    ? segments
    : followLinks(fileSystem, root, segments, rules);
  if (resolved === undefined || !isStoredPath(servedRoot, segments)) return undefined;
  if (resolved !== segments && !isStoredPath(servedRoot, resolved)) return undefined;
  const stat = statAt(servedRoot, resolved);
  return stat === undefined ? undefined : { segments: resolved, target: resolved, stat };
}

/** Stats a path without symlinks below the root; the root itself may be a symlink. */
function statAt(
  { fileSystem, root }: ServedRoot,
  segments: readonly string[],
): FileStat | undefined {
  const path = root.pathOf(segments);
  return segments.length === 0 ? fileSystem.stat(path) : fileSystem.lstat(path);
}

/** With --follow-symlinks: whether the name of a symlink's target allows serving it. */
function isServableTarget({ root, rules }: ServedRoot, real: string): boolean {
  // The target may be inside the new target of the root.
  const inside = root.segmentsOf(real) ?? (root.refresh() ? root.segmentsOf(real) : undefined);
  return inside === undefined || isServableName(inside, rules);
}

/**
 * Opens a resolved file. It may have been replaced meanwhile, so the stat of the handle decides: the file that was
 * resolved is inside the root, whatever its path leads to now.
 *
 * @param anyVersion Whether to accept a file that was written since.
 * @returns Undefined if it is another file or version, missing, or unreadable.
 */
export function openResolved(
  servedRoot: ServedRoot,
  resolved: ResolvedPath,
  anyVersion: boolean,
): OpenFile | undefined {
  const { stat } = resolved;
  const file = openUnverified(servedRoot, resolved);
  if (file === undefined) return undefined;
  try {
    const opened = file.stat();
    if (anyVersion ? isSameFile(opened, stat) : isSameVersion(opened, stat)) return file;
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}

/**
 * Opens whatever is at a resolved path now. The caller must not use anything read from it before comparing the handle's
 * stat with the resolved one.
 */
export function openUnverified(
  { fileSystem, root, followSymlinks }: ServedRoot,
  { segments }: ResolvedPath,
): OpenFile | undefined {
  return fileSystem.open(root.pathOf(segments), followSymlinks);
}

/** Stats a resolved path again; undefined if it is missing. */
export function statResolved(
  servedRoot: ServedRoot,
  { segments }: ResolvedPath,
): FileStat | undefined {
  return statAt(servedRoot, segments);
}

/** Whether the file with this stat is at this path, and the path has no symlinks. */
export function isVerified(
  servedRoot: ServedRoot,
  segments: readonly string[],
  stat: FileStat,
): boolean {
  const { fileSystem, root, followSymlinks } = servedRoot;
  const path = root.pathOf(segments);
  if (followSymlinks) {
    const now = fileSystem.stat(path);
    if (now === undefined || !isSameFile(now, stat)) return false;
    const real = fileSystem.realPath(path);
    return real !== undefined && isServableTarget(servedRoot, real);
  }
  const expected = root.realPathOf(segments);
  for (let round = 0; round < ROUNDS; round++) {
    if (fileSystem.realPath(path) !== expected) return false;
    const now = statAt(servedRoot, segments);
    if (now === undefined || now.kind !== stat.kind || !isSameFile(now, stat)) return false;
  }
  return fileSystem.realPath(path) === expected;
}
