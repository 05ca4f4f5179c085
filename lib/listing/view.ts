import type { ListingEntry, ListingOrder } from "./sort_entries.ts";

/** Number of entries on a page; browsers become slow with more. */
export const PAGE_SIZE = 1000;

/** How the entries are laid out. */
export type Layout = "list" | "grid";

/** What a visitor chose. It is all in the query; the server stores nothing. */
export interface View {
  readonly order: ListingOrder;
  readonly layout: Layout;
  /** Page number, starting at 1. */
  readonly page: number;
}

/** What the pages about a directory show, apart from its entries. */
export interface DirectoryPage {
  /** The directory's decoded path segments below the root. */
  readonly segments: readonly string[];
  /** The URL path of the root: empty, or without its final slash. */
  readonly basePath: string;
  /** The authority of the request's URL, which names the root. */
  readonly host: string;
  readonly view: View;
  /** Whether the page reloads when files change. */
  readonly live: boolean;
}

/** The entries on one page, and totals for the whole directory. */
export interface PageEntries {
  readonly entries: readonly ListingEntry[];
  /** Number of subdirectories. */
  readonly directories: number;
  /** Number of files. */
  readonly files: number;
  /** Size of all files; undefined if not all of them were read. */
  readonly bytes: number | undefined;
  /** Whether some entries are hidden from the client. */
  readonly hidesEntries?: boolean;
  /** Number of pages. */
  readonly pages: number;
  /** Page number, starting at 1. */
  readonly page: number;
}

/** Returns the range of entries on a page. A page number past the end means the last page. */
export function pageRange(
  count: number,
  page: number,
): { readonly pages: number; readonly page: number; readonly start: number; readonly end: number } {
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));
  const current = Math.min(page, pages);
  return { pages, page: current, start: (current - 1) * PAGE_SIZE, end: current * PAGE_SIZE };
}

/** Returns one page of a directory's entries, with the totals. */
export function paginate(entries: readonly ListingEntry[], requested: number): PageEntries {
  const { pages, page, start, end } = pageRange(entries.length, requested);
  let [directories, bytes] = [0, 0];
  for (const { type, size } of entries) {
    if (type === "directory") directories++;
    else bytes += size ?? 0;
  }
  const files = entries.length - directories;
  return { entries: entries.slice(start, end), directories, files, bytes, pages, page };
}

/** Parses the view from a query. Invalid values mean the defaults. */
export function parseView(parameters: URLSearchParams): View {
  const sort = parameters.get("sort");
  const page = parameters.get("page") ?? "";
  return {
    order: {
      sort: sort === "size" || sort === "modified" ? sort : "name",
      order: parameters.get("order") === "desc" ? "desc" : "asc",
    },
    layout: parameters.get("layout") === "grid" ? "grid" : "list",
    page: /^[1-9]\d{0,6}$/.test(page) ? Number(page) : 1,
  };
}

/** Returns the relative URL of another view of the same directory, without parameters that have their defaults. */
export function viewLink({ order, layout, page }: View): string {
  const parameters = [
    ...(order.sort === "name" ? [] : [`sort=${order.sort}`]),
    ...(order.order === "asc" ? [] : ["order=desc"]),
    ...(layout === "list" ? [] : ["layout=grid"]),
    ...(page === 1 ? [] : [`page=${page}`]),
  ];
  return parameters.length === 0 ? "./" : `?${parameters.join("&")}`;
}
