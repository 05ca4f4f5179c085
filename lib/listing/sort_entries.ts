/** An entry of a listing: a file or directory that would be served. */
export interface ListingEntry {
  readonly name: string;
  readonly type: "file" | "directory";
  /** In bytes; undefined for a directory. */
  readonly size: number | undefined;
  /** Milliseconds since 1970; NaN if the file system has no time. */
  readonly modified: number;
  /** Set if the name is a symbolic link. */
  readonly link?: true;
}

/** The sort key and direction of a listing. */
export interface ListingOrder {
  readonly sort: "name" | "size" | "modified";
  readonly order: "asc" | "desc";
}

/**
 * Sorts entries in place: directories before files, then by the sort key, then by name.
 *
 * @param entries Sorted by name, ascending.
 */
export function sortListing(entries: ListingEntry[], { sort, order }: ListingOrder): void {
  if (order === "desc") entries.reverse();
  if (sort !== "name") {
    const sign = order === "asc" ? 1 : -1;
    const value = (entry: ListingEntry) => sort === "size" ? entry.size ?? 0 : entry.modified;
    entries.sort((one, other) => sign * (value(one) - value(other)));
  }
  entries.sort((one, other) => rank(one) - rank(other));
}

function rank({ type }: ListingEntry): number {
  return type === "directory" ? 0 : 1;
}
