import { isVerified, locate, type Location, type Territory } from "./containment.ts";
import type { FileStat } from "./file_system.ts";
import { isReachableName, isServableName } from "./names.ts";

/** An entry of a listing: something that a request for it would be answered with. */
export interface ListingEntry {
  readonly name: string;
  readonly type: "file" | "directory";
  /** In bytes; undefined for a directory. */
  readonly size: number | undefined;
  /** Milliseconds since 1970; NaN when the file system has none. */
  readonly modified: number;
}

/** By what and in which direction a listing is sorted. */
export interface ListingOrder {
  readonly sort: "name" | "size" | "modified";
  readonly order: "asc" | "desc";
}

/** How many entries are looked at before others get their turn. */
const TURN = 512;

/**
 * Reads a directory: what of it would be served, and nothing else.
 *
 * @returns Undefined when the directory can't be read, or was swapped for another while it was.
 */
export async function readListing(
  territory: Territory,
  directory: Location,
): Promise<ListingEntry[] | undefined> {
  const { fileSystem, root, rules } = territory;
  const names = await fileSystem.readDirectory(root.pathOf(directory.segments));
  if (names === undefined) return undefined;
  const entries: ListingEntry[] = [];
  for (const [index, { name, kind }] of names.entries()) {
    if (index % TURN === TURN - 1) await nextTurn();
    const segments = [...directory.segments, name];
    if (kind === "special" || !isReachableName(name) || !isServableName(segments, rules)) continue;
    const stat = kind === "symlink"
      ? readLinked(territory, segments)
      : readPlain(territory, segments);
    if (stat === undefined) continue;
    entries.push({
      name,
      type: stat.kind === "directory" ? "directory" : "file",
      size: stat.kind === "directory" ? undefined : stat.size,
      modified: stat.mtime,
    });
  }
  return isVerified(territory, directory.segments, directory.stat) ? entries : undefined;
}

function readPlain(territory: Territory, segments: readonly string[]): FileStat | undefined {
  const { fileSystem, root } = territory;
  const path = root.pathOf(segments);
  // A name that is not valid UTF-8 can't be asked for; it shows changed here, so there is no such file.
  const stat = fileSystem.lstat(path);
  return isListable(stat) && fileSystem.isReadable(path, stat) ? stat : undefined;
}

function readLinked(territory: Territory, segments: readonly string[]): FileStat | undefined {
  const { fileSystem, root } = territory;
  const target = locate(territory, segments);
  if (target === undefined || !isListable(target.stat)) return undefined;
  const path = root.pathOf(target.segments);
  return fileSystem.isReadable(path, target.stat) ? target.stat : undefined;
}

function isListable(stat: FileStat | undefined): stat is FileStat {
  return stat?.kind === "file" || stat?.kind === "directory";
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
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
