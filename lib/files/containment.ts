import { type FileStat, isSameFile, isSameVersion, type OpenFile } from "./file_system.ts";
import { followLinks } from "./symlinks.ts";
import { isServableName } from "./servable.ts";
import type { ResolvedPath, ServedRoot } from "./served_root.ts";

/** How many times in turn realpath and lstat must agree with what was opened. */
const ROUNDS = 3;

/** Where a path leads; undefined when that is not servable, not there, or outside of the root. */
export function resolvePath(
  servedRoot: ServedRoot,
  segments: readonly string[],
): ResolvedPath | undefined {
  if (!isServableName(segments, servedRoot.rules)) return undefined;
  const found = resolveNow(servedRoot, segments);
  // A root that is a link may have come to lead elsewhere; one that went away may have come back.
  return found === undefined && servedRoot.root.refresh()
    ? resolveNow(servedRoot, segments)
    : found;
}

function resolveNow(servedRoot: ServedRoot, segments: readonly string[]): ResolvedPath | undefined {
  const { fileSystem, root, rules, followSymlinks } = servedRoot;
  const real = fileSystem.realPath(root.pathOf(segments));
  if (real === undefined) return undefined;
  if (followSymlinks) {
    if (!isServableTarget(servedRoot, real)) return undefined;
    const stat = fileSystem.stat(root.pathOf(segments));
    return stat === undefined ? undefined : { segments, stat };
  }
  const resolved = real === root.realPathOf(segments)
    ? segments
    : followLinks(fileSystem, root, segments, rules);
  if (resolved === undefined) return undefined;
  const stat = statAt(servedRoot, resolved);
  return stat === undefined ? undefined : { segments: resolved, stat };
}

/** The state of what lies at these segments, which is no link; the root itself may be named by one. */
function statAt(
  { fileSystem, root }: ServedRoot,
  segments: readonly string[],
): FileStat | undefined {
  const path = root.pathOf(segments);
  return segments.length === 0 ? fileSystem.stat(path) : fileSystem.lstat(path);
}

/** When links may leave the root: whether what lies at a real path may be served by its name. */
function isServableTarget({ root, rules }: ServedRoot, real: string): boolean {
  // What seems to lie outside may lie in the place that the root leads to by now.
  const inside = root.segmentsOf(real) ?? (root.refresh() ? root.segmentsOf(real) : undefined);
  return inside === undefined || isServableName(inside, rules);
}

/**
 * Opens what lies at a place that was found before. It may have been swapped meanwhile, so what counts is what
 * the handle says: the same file as was found is inside the root wherever its name leads by now.
 *
 * @param anyVersion Whether a file that has been written since will do.
 * @returns Undefined when it is another file, another version of it, gone, or may not be read.
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
 * Opens what lies at a place by now, whatever that is. Nothing that is read from it may be used before its handle
 * has been seen to be of the file that was found there.
 */
export function openUnverified(
  { fileSystem, root, followSymlinks }: ServedRoot,
  { segments }: ResolvedPath,
): OpenFile | undefined {
  return fileSystem.open(root.pathOf(segments), followSymlinks);
}

/** The state now of what was found at a place; undefined when that is no more. */
export function statResolved(
  servedRoot: ServedRoot,
  { segments }: ResolvedPath,
): FileStat | undefined {
  return statAt(servedRoot, segments);
}

/** Whether the file with this stat is, still, what lies at these segments. */
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
