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

/**
 * Sorts entries in place: directories before files, then as asked, then by name.
 *
 * @param entries By name, as they are read.
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
