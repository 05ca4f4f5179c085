import type { ResolvedPath } from "../files/served_root.ts";
import type { ListedRoot } from "../listing/name_cache.ts";
import { createDirectoryReader, type DirectoryReader } from "../listing/read_directory.ts";
import type { IsVisible } from "../listing/read_entry.ts";
import { type ListingEntry, type ListingOrder, sortListing } from "../listing/sort_entries.ts";
import { type PageEntries, pageRange, paginate, type View } from "../listing/view.ts";
import { isReadmeName } from "../listing/readme.ts";
import { MAX_ENTRIES_AT_ONCE } from "./listing_body.ts";

/** The entries that the page of a directory shows. */
export interface FolderEntries {
  readonly shown: PageEntries;
  /** READMEs, one of which is shown below the entries, on whichever page they are. */
  readonly readmes: readonly ListingEntry[];
}

/**
 * Reads the entries that the page of a directory shows. In a large directory sorted by name, only these are read, because
 * reading takes most of the time.
 *
 * @returns Undefined if the directory can't be read or was replaced.
 */
export async function readFolderEntries(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
  isVisible: IsVisible,
  { order, page }: View,
): Promise<FolderEntries | undefined> {
  const reader = await createDirectoryReader(servedRoot, directory, isVisible);
  if (reader === undefined) return undefined;
  if (isReadLazily(reader, order)) return await readPage(reader, order.order, page);
  const entries = await reader.readAll();
  if (entries === undefined) return undefined;
  sortListing(entries, order);
  const readmes = entries.filter(({ name }) => isReadmeName(name));
  const { hidesEntries } = reader;
  return { shown: { ...paginate(entries, page), hidesEntries }, readmes };
}

/** Whether entries are read only when they are shown: if there are many, by name, and the path has not changed. */
export function isReadLazily(reader: DirectoryReader, { sort }: ListingOrder): boolean {
  return sort === "name" && reader.size > MAX_ENTRIES_AT_ONCE && reader.isPathUnchanged;
}

async function readPage(
  reader: DirectoryReader,
  order: ListingOrder["order"],
  requested: number,
): Promise<FolderEntries | undefined> {
  const { directories, files } = await reader.sortNames(order);
  const { pages, page, start, end } = pageRange(directories.length + files.length, requested);
  const entries = reader.readEntries([
    ...directories.slice(start, end),
    ...files.slice(Math.max(0, start - directories.length), Math.max(0, end - directories.length)),
  ]);
  const readmes = reader.readEntries(files.filter(({ name }) => isReadmeName(name)));
  if (!reader.isSameDirectory) return undefined;
  const counts = { directories: directories.length, files: files.length, bytes: undefined };
  const { hidesEntries } = reader;
  return { shown: { entries, ...counts, pages, page, hidesEntries }, readmes };
}
