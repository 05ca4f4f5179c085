import { setImmediate } from "node:timers/promises";
import { watchWay } from "./calm.ts";
import { isVerified, locate, type Location, type Territory } from "./containment.ts";
import type { DirectoryEntry, FileStat } from "./file_system.ts";
import { isReachableName, isServableName } from "./names.ts";

/** An entry of a listing: something that a request for it would be answered with. */
export interface ListingEntry {
  readonly name: string;
  readonly type: "file" | "directory";
  /** In bytes; undefined for a directory. */
  readonly size: number | undefined;
  /** Milliseconds since 1970; NaN when the file system has none. */
  readonly modified: number;
  /** Set where a link leads to it. */
  readonly link?: true;
}

/** By what and in which direction a listing is sorted. */
export interface ListingOrder {
  readonly sort: "name" | "size" | "modified";
  readonly order: "asc" | "desc";
}

/** How many entries are looked at before others get their turn: a few milliseconds' worth. */
const TURN = 256;

/**
 * Reads a directory: what of it would be served, and nothing else. It can't be held open meanwhile, so
 * somebody may swap it, or a folder above, for a link, and back. As long as the way to it lies calm nobody
 * has; else each entry is proven to lie inside the root by itself, which is slow.
 *
 * @returns Undefined when the directory can't be read, or is not the one that was located any more.
 */
export async function readListing(
  territory: Territory,
  directory: Location,
): Promise<ListingEntry[] | undefined> {
  const isCalm = watchWay(territory, directory.segments);
  let entries = isCalm && await readEntries(territory, directory.segments, false);
  if (isCalm === undefined || !isCalm()) {
    entries = await readEntries(territory, directory.segments, true);
  }
  return isVerified(territory, directory.segments, directory.stat) ? entries : undefined;
}

async function readEntries(
  territory: Territory,
  directory: readonly string[],
  verify: boolean,
): Promise<ListingEntry[] | undefined> {
  const { fileSystem, root } = territory;
  const found = await fileSystem.readDirectory(root.pathOf(directory));
  if (found === undefined) return undefined;
  const entries: ListingEntry[] = [];
  for (const [index, entry] of found.entries()) {
    if (index % TURN === TURN - 1) await setImmediate();
    const listed = readEntry(territory, directory, entry, verify);
    if (listed !== undefined) entries.push(listed);
  }
  return entries;
}

/** Undefined for what would not be served. */
function readEntry(
  territory: Territory,
  directory: readonly string[],
  { name, kind }: DirectoryEntry,
  verify: boolean,
): ListingEntry | undefined {
  const { fileSystem, root, rules, followSymlinks } = territory;
  const segments = [...directory, name];
  if (kind === "special" || !isReachableName(name) || !isServableName(segments, rules)) return;
  // A name that is not valid UTF-8 can't be asked for; it shows changed here, so there is no such file.
  const place = kind === "symlink" ? locate(territory, segments) : {
    segments,
    stat: fileSystem.lstat(root.pathOf(segments)),
  };
  if (place === undefined || !isListable(place.stat)) return;
  const { stat } = place;
  // A link leads elsewhere, by a way that may not be calm.
  if ((verify || kind === "symlink") && !isVerified(territory, place.segments, stat)) return;
  if (!fileSystem.isReadable(root.pathOf(place.segments), stat, followSymlinks)) return;
  const entry: ListingEntry = {
    name,
    type: stat.kind === "directory" ? "directory" : "file",
    size: stat.kind === "directory" ? undefined : stat.size,
    modified: stat.mtime,
  };
  return kind === "symlink" ? { ...entry, link: true } : entry;
}

function isListable(stat: FileStat | undefined): stat is FileStat {
  return stat?.kind === "file" || stat?.kind === "directory";
}

/** Sorts entries in place: directories before files, then as asked, then by name. */
export function sortListing(entries: ListingEntry[], { sort, order }: ListingOrder): void {
  const sign = order === "asc" ? 1 : -1;
  entries.sort((one, other) => {
    if (one.type !== other.type) return one.type === "directory" ? -1 : 1;
    const difference = sort === "size"
      ? (one.size ?? 0) - (other.size ?? 0)
      : sort === "modified"
      ? one.modified - other.modified
      : 0;
    return sign * (difference || compareNames(one.name, other.name));
  });
}

const collator = new Intl.Collator("en", { numeric: true });

/** As people sort: by letters rather than code points, and numbers by their value. */
function compareNames(one: string, other: string): number {
  return collator.compare(one, other) || (one < other ? -1 : 1);
}
