import type { ListingEntry, ListingOrder } from "./entries.ts";

/** How many entries a page shows: more make a browser slow. */
export const PAGE_SIZE = 1000;

/** How entries are shown. */
export type Layout = "list" | "grid";

/** What a visitor chose: all of it stands in the query, none of it is remembered. */
export interface View {
  readonly order: ListingOrder;
  readonly layout: Layout;
  /** From 1 on. */
  readonly page: number;
}

/** A folder, as its pages show it. */
export interface DirectoryPage {
  /** Of the folder, decoded, below the root. */
  readonly segments: readonly string[];
  /** What stands before the root in URLs: empty, or a path without a final slash. */
  readonly basePath: string;
  /** What the root is called: the authority by which it was asked for. */
  readonly host: string;
  readonly view: View;
  /** Whether pages reload when files change. */
  readonly live: boolean;
}

/** The entries of a folder, or as many as a page shows. */
export interface PageEntries {
  readonly entries: readonly ListingEntry[];
  readonly directories: number;
  readonly files: number;
  /** Of all files together; undefined where they were not all looked at. */
  readonly bytes: number | undefined;
  readonly pages: number;
  /** Which of the pages it is. */
  readonly page: number;
}

/** Which of a number of entries a page shows. A page after the last one is the last. */
export function pageRange(
  count: number,
  page: number,
): { readonly pages: number; readonly page: number; readonly start: number; readonly end: number } {
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));
  const current = Math.min(page, pages);
  return { pages, page: current, start: (current - 1) * PAGE_SIZE, end: current * PAGE_SIZE };
}

/** Takes those entries that a page shows, and counts all. */
export function paginate(entries: readonly ListingEntry[], asked: number): PageEntries {
  const { pages, page, start, end } = pageRange(entries.length, asked);
  let [directories, bytes] = [0, 0];
  for (const { type, size } of entries) {
    if (type === "directory") directories++;
    else bytes += size ?? 0;
  }
  const files = entries.length - directories;
  return { entries: entries.slice(start, end), directories, files, bytes, pages, page };
}

/** Reads the view from a query; what makes no sense there is the default. */
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

/** The reference to another view of the same folder, from its pages; defaults are left out. */
export function viewLink({ order, layout, page }: View): string {
  const parameters = [
    ...(order.sort === "name" ? [] : [`sort=${order.sort}`]),
    ...(order.order === "asc" ? [] : ["order=desc"]),
    ...(layout === "list" ? [] : ["layout=grid"]),
    ...(page === 1 ? [] : [`page=${page}`]),
  ];
  return parameters.length === 0 ? "./" : `?${parameters.join("&")}`;
}
