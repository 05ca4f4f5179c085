import { type FileStat, type FileSystem, isSameFile, type OpenFile } from "./file_system.ts";
import { followLinks } from "./links.ts";
import { isServableName, type NameRules } from "./names.ts";
import type { Root } from "./root.ts";

/** The served folder and what of it may be served. */
export interface Territory {
  readonly fileSystem: FileSystem;
  readonly root: Root;
  readonly rules: NameRules;
  /** Links that leave the root are followed. */
  readonly followSymlinks: boolean;
}

/** What a path leads to: inside the root, without a link in any place. */
export interface Location {
  /** Below the root; as requested when links that leave it are followed. */
  readonly segments: readonly string[];
  readonly stat: FileStat;
}

/** A file that was verified to lie inside the root after it was opened. */
export interface ContainedFile {
  readonly file: OpenFile;
  readonly stat: FileStat;
}

/** How often to look again when a file turns out to be another one than was opened. */
const ATTEMPTS = 20;

/** How often to try a file that can't be opened: it may be unreadable, or just be replaced by a link. */
const REFUSALS = 3;

/** How many times in turn realpath and lstat must agree with what was opened. */
const ROUNDS = 3;

/** Where a path leads; undefined when that is not servable, not there, or outside of the root. */
export function locate(
  territory: Territory,
  segments: readonly string[],
): Location | undefined {
  if (!isServableName(segments, territory.rules)) return undefined;
  const found = locateNow(territory, segments);
  // A root that is a link may have come to lead elsewhere; one that went away may have come back.
  return found === undefined && territory.root.refresh() ? locateNow(territory, segments) : found;
}

function locateNow(territory: Territory, segments: readonly string[]): Location | undefined {
  const { fileSystem, root, rules, followSymlinks } = territory;
  const real = fileSystem.realPath(root.pathOf(segments));
  if (real === undefined) return undefined;
  if (followSymlinks) {
    if (!isServablePlace(territory, real)) return undefined;
    const stat = fileSystem.stat(root.pathOf(segments));
    return stat === undefined ? undefined : { segments, stat };
  }
  const resolved = real === root.realPathOf(segments)
    ? segments
    : followLinks(fileSystem, root, segments, rules);
  if (resolved === undefined) return undefined;
  const stat = lookAt(territory, resolved);
  return stat === undefined ? undefined : { segments: resolved, stat };
}

/** The state of what lies at these segments, which is no link; the root itself may be named by one. */
function lookAt(
  { fileSystem, root }: Territory,
  segments: readonly string[],
): FileStat | undefined {
  const path = root.pathOf(segments);
  return segments.length === 0 ? fileSystem.stat(path) : fileSystem.lstat(path);
}

/** When links may leave the root: whether what lies at a real path may be served by its name. */
function isServablePlace({ root, rules }: Territory, real: string): boolean {
  // What seems to lie outside may lie in the place that the root leads to by now.
  const inside = root.segmentsOf(real) ?? (root.refresh() ? root.segmentsOf(real) : undefined);
  return inside === undefined || isServableName(inside, rules);
}

/**
 * Opens a regular file and proves that what was opened lies inside the root. A path is looked at and opened
 * in two steps, between which somebody may swap it for a link; so the proof comes after the opening, from
 * the handle: the real path must be what it was and hold the handle's inode, several times in turn, because
 * a single comparison can be met by swapping at the right moments.
 *
 * @param first Where the path leads, when that was looked up just now.
 * @returns Undefined when there is no such regular file, or it was not the same one long enough to be sure.
 */
export function openContained(
  territory: Territory,
  segments: readonly string[],
  first?: Location,
): ContainedFile | undefined {
  const { fileSystem, root, followSymlinks } = territory;
  let refusals = 0;
  for (let attempt = 0; attempt < ATTEMPTS && refusals < REFUSALS; attempt++) {
    const known = attempt === 0 ? first : undefined;
    const location = known ?? locate(territory, segments);
    // A FIFO, socket or device isn't even opened.
    if (location?.stat.kind !== "file") return undefined;
    const file = fileSystem.open(root.pathOf(location.segments), followSymlinks);
    if (file === undefined) {
      refusals++;
      continue;
    }
    try {
      const stat = file.stat();
      if (stat.kind === "file" && isVerified(territory, location.segments, stat)) {
        return { file, stat };
      }
    } catch (error) {
      file.close();
      throw error;
    }
    // Another file has taken its place, or the root leads elsewhere now, which is legitimate: look again.
    file.close();
    root.refresh();
  }
  return undefined;
}

/** Whether the file with this stat is, still, what lies at these segments. */
export function isVerified(
  territory: Territory,
  segments: readonly string[],
  stat: FileStat,
): boolean {
  const { fileSystem, root, followSymlinks } = territory;
  const path = root.pathOf(segments);
  if (followSymlinks) {
    const now = fileSystem.stat(path);
    if (now === undefined || !isSameFile(now, stat)) return false;
    const real = fileSystem.realPath(path);
    return real !== undefined && isServablePlace(territory, real);
  }
  const expected = root.realPathOf(segments);
  for (let round = 0; round < ROUNDS; round++) {
    if (fileSystem.realPath(path) !== expected) return false;
    const now = lookAt(territory, segments);
    if (now === undefined || now.kind !== stat.kind || !isSameFile(now, stat)) return false;
  }
  return fileSystem.realPath(path) === expected;
}
