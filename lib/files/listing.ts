import { compareNames, sortByName } from "./name_order.ts";

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

/** Sorts entries in place: directories before files, then as asked, then by name. */
export function sortListing(entries: ListingEntry[], { sort, order }: ListingOrder): void {
  const sign = order === "asc" ? 1 : -1;
  if (sort === "name") {
    sortByName(entries);
    if (sign < 0) entries.reverse();
  } else {
    const value = (entry: ListingEntry) => sort === "size" ? entry.size ?? 0 : entry.modified;
    entries.sort((one, other) =>
      sign * (value(one) - value(other) || compareNames(one.name, other.name))
    );
  }
  entries.sort((one, other) => rank(one) - rank(other));
}

function rank({ type }: ListingEntry): number {
  return type === "directory" ? 0 : 1;
}
