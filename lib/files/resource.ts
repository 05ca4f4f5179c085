import { type Coding, CODINGS } from "../http/content_coding.ts";
import { watchWay } from "./calm.ts";
import { isVerified, locate, type Location, lookAgain, type Territory } from "./containment.ts";
import { type FileStat, isSameVersion, isSettled } from "./file_system.ts";

/** A file beside another one that holds the same in a content coding. */
export interface Sidecar {
  readonly coding: Coding;
  readonly location: Location;
}

/** A regular file that may be served, with everything about it that no field of a request changes. */
export interface Resource {
  /** Below the root, as requested; an index file's name is among them. */
  readonly segments: readonly string[];
  /** Where it lies: proven to be inside the root. */
  readonly location: Location;
  /** Those that are there and may be read, whether or not they are older than the file. */
  readonly sidecars: readonly Sidecar[];
  /**
   * The state of the folder that the segments name, by which one learns that a name has come or gone.
   * Undefined when something has changed just now: then {@linkcode isCurrent} could not tell.
   */
  readonly folder: FileStat | undefined;
}

/** How to name a file's sidecar. */
const SUFFIXES: Readonly<Record<Coding, string>> = { br: ".br", zstd: ".zst", gzip: ".gz" };

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
  territory: Territory,
  segments: readonly string[],
  sidecars: boolean,
): Resource | undefined {
  let refusals = 0;
  for (let attempt = 0; attempt < ATTEMPTS && refusals < REFUSALS; attempt++) {
    const first = locate(territory, segments);
    // A FIFO, socket or device is nothing to be served.
    if (first?.stat.kind !== "file") return undefined;
    const isCalm = watchWay(territory, first.segments);
    const folder = folderOf(territory, segments);
    const location = locate(territory, segments);
    if (location?.stat.kind !== "file") continue;
    if (!isReadable(territory, location)) {
      refusals++;
      continue;
    }
    const beside = sidecars ? findSidecars(territory, segments) : NONE;
    const found = { segments, location, sidecars: beside.sidecars };
    const direct = location.segments === segments || isProven(location);
    if (direct && isCalm?.() === true && areTogether(found, first)) {
      return { ...found, folder: beside.odd ? undefined : settled(folder, found) };
    }
    if ([location, ...beside.sidecars.map((sidecar) => sidecar.location)].every(isProven)) {
      return { ...found, folder: undefined };
    }
    territory.root.refresh();
  }
  return undefined;

  function isProven(location: Location): boolean {
    return isVerified(territory, location.segments, location.stat);
  }
}

/** Whether a resource is what it was when it was found, as far as that can be told from its `folder`. */
export function isCurrent(territory: Territory, resource: Resource): boolean {
  const { segments, location, sidecars, folder } = resource;
  const now = locate(territory, segments);
  if (now === undefined || !isSamePlace(now.segments, location.segments)) return false;
  if (!isSameVersion(now.stat, location.stat)) return false;
  const folderNow = folderOf(territory, segments);
  if (folder === undefined || folderNow === undefined) return false;
  return isSameVersion(folderNow, folder) && sidecars.every((sidecar) => {
    const stat = lookAgain(territory, sidecar.location);
    return stat !== undefined && isSameVersion(stat, sidecar.location.stat);
  });
}

function folderOf({ fileSystem, root }: Territory, segments: readonly string[]) {
  return fileSystem.stat(root.pathOf(segments.slice(0, -1)));
}

/** The folder's state when it, the file and its sidecars have not been changed just now. */
function settled(
  folder: FileStat | undefined,
  { location, sidecars }: Pick<Resource, "location" | "sidecars">,
): FileStat | undefined {
  const now = Date.now();
  const stats = [location.stat, ...sidecars.map((sidecar) => sidecar.location.stat)];
  return folder !== undefined && isSettled(folder, now) &&
      stats.every((stat) => isSettled(stat, now))
    ? folder
    : undefined;
}

/** Whether the file is still where it was first found, and its sidecars in the same folder. */
function areTogether(
  { location, sidecars }: Pick<Resource, "location" | "sidecars">,
  first: Location,
): boolean {
  const folder = first.segments.slice(0, -1);
  return isSamePlace(location.segments, first.segments) &&
    sidecars.every(({ location: { segments } }) => isSamePlace(segments.slice(0, -1), folder));
}

function isSamePlace(one: readonly string[], other: readonly string[]): boolean {
  return one === other ||
    one.length === other.length && one.every((segment, index) => segment === other[index]);
}

interface Beside {
  readonly sidecars: readonly Sidecar[];
  /** Whether a sidecar's name stands for something that is none now, and may become one unnoticed. */
  readonly odd: boolean;
}

const NONE: Beside = { sidecars: [], odd: false };

function findSidecars(territory: Territory, segments: readonly string[]): Beside {
  const { fileSystem, root } = territory;
  let odd = false;
  const sidecars = CODINGS.flatMap((coding): Sidecar[] => {
    const beside = [...segments.slice(0, -1), `${segments.at(-1)}${SUFFIXES[coding]}`];
    // Most files have none: find that out the cheapest way.
    if (fileSystem.lstat(root.pathOf(beside)) === undefined) return [];
    const location = locate(territory, beside);
    if (location?.stat.kind === "file" && isReadable(territory, location)) {
      return [{ coding, location }];
    }
    odd = true;
    return [];
  });
  return { sidecars, odd };
}

function isReadable(
  { fileSystem, root, followSymlinks }: Territory,
  { segments, stat }: Location,
): boolean {
  return fileSystem.isReadable(root.pathOf(segments), stat, followSymlinks);
}
