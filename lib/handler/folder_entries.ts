import type { ResolvedPath } from "../files/served_root.ts";
import type { ListedRoot } from "../listing/name_cache.ts";
import { type FolderReading, readFolder } from "../listing/read_directory.ts";
import { type ListingEntry, type ListingOrder, sortListing } from "../listing/entries.ts";
import { pageOf, paginate, type Shown, type View } from "../listing/view.ts";
import { isReadmeName } from "../listing/readme.ts";
import { MAX_ENTRIES_AT_ONCE } from "./listing_body.ts";

/** What the page of a folder is made of. */
export interface FolderEntries {
  readonly shown: Shown;
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
  const folder = await readFolder(servedRoot, directory);
  if (folder === undefined) return undefined;
  if (isLookedAtInTime(folder, order)) return await readPart(folder, order.order, page);
  const entries = await folder.lookAtAll();
  if (entries === undefined) return undefined;
  sortListing(entries, order);
  const readmes = entries.filter(({ name }) => isReadmeName(name));
  return { shown: paginate(entries, page), readmes };
}

/** Whether the entries of a directory are looked at only when they are shown: many, by name, on a way that lies calm. */
export function isLookedAtInTime(folder: FolderReading, { sort }: ListingOrder): boolean {
  return sort === "name" && folder.size > MAX_ENTRIES_AT_ONCE && folder.isCalm;
}

async function readPart(
  folder: FolderReading,
  order: ListingOrder["order"],
  asked: number,
): Promise<FolderEntries | undefined> {
  const { folders, files } = await folder.sorted(order);
  const { pages, page, start, end } = pageOf(folders.length + files.length, asked);
  const entries = folder.look([
    ...folders.slice(start, end),
    ...files.slice(Math.max(0, start - folders.length), Math.max(0, end - folders.length)),
  ]);
  const readmes = folder.look(files.filter(({ name }) => isReadmeName(name)));
  if (!folder.isThere) return undefined;
  const counts = { folders: folders.length, files: files.length, bytes: undefined };
  return { shown: { entries, ...counts, pages, page }, readmes };
}
