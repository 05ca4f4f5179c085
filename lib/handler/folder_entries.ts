import type { ResolvedPath } from "../files/served_root.ts";
import type { ListedRoot } from "../listing/name_cache.ts";
import { createDirectoryReader, type DirectoryReader } from "../listing/read_directory.ts";
import { type ListingEntry, type ListingOrder, sortListing } from "../listing/entries.ts";
import { type PageEntries, pageRange, paginate, type View } from "../listing/view.ts";
import { isReadmeName } from "../listing/readme.ts";
import { MAX_ENTRIES_AT_ONCE } from "./listing_body.ts";

/** What the page of a folder is made of. */
export interface FolderEntries {
  readonly shown: PageEntries;
  /** Those that may be shown below the others, on whichever page they are. */
  readonly readmes: readonly ListingEntry[];
}

/**
 * Reads what the page of a folder shows. Of a large folder by name, nothing is looked at but that: looking takes most of
 * the time, and what is not shown needs no memory then.
 *
 * @returns Undefined when the directory can't be read, or is not the one that was located any more.
 */
export async function readFolderEntries(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
  { order, page }: View,
): Promise<FolderEntries | undefined> {
  const folder = await createDirectoryReader(servedRoot, directory);
  if (folder === undefined) return undefined;
  if (isLookedAtInTime(folder, order)) return await readPart(folder, order.order, page);
  const entries = await folder.readAll();
  if (entries === undefined) return undefined;
  sortListing(entries, order);
  const readmes = entries.filter(({ name }) => isReadmeName(name));
  return { shown: paginate(entries, page), readmes };
}

/** Whether the entries of a directory are looked at only when they are shown: many, by name, on a way that lies calm. */
export function isLookedAtInTime(folder: DirectoryReader, { sort }: ListingOrder): boolean {
  return sort === "name" && folder.size > MAX_ENTRIES_AT_ONCE && folder.isPathUnchanged;
}

async function readPart(
  folder: DirectoryReader,
  order: ListingOrder["order"],
  asked: number,
): Promise<FolderEntries | undefined> {
  const { directories, files } = await folder.sortNames(order);
  const { pages, page, start, end } = pageRange(directories.length + files.length, asked);
  const entries = folder.readEntries([
    ...directories.slice(start, end),
    ...files.slice(Math.max(0, start - directories.length), Math.max(0, end - directories.length)),
  ]);
  const readmes = folder.readEntries(files.filter(({ name }) => isReadmeName(name)));
  if (!folder.isSameDirectory) return undefined;
  const counts = { directories: directories.length, files: files.length, bytes: undefined };
  return { shown: { entries, ...counts, pages, page }, readmes };
}
