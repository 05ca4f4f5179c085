import { escape } from "@std/html/entities";
import { formatSize } from "../util/size.ts";
import type { ListingOrder } from "./sort_entries.ts";
import { icon } from "./icons.ts";
import { formatCount, PAGE_END, pageHeader, pageStart } from "./page.ts";
import { gridItem, tableRow } from "./rows.ts";
import { type DirectoryPage, type PageEntries, type View, viewLink } from "./view.ts";

/** A README that is shown below the entries of its folder. */
export interface Readme {
  readonly name: string;
  /** Safe HTML. */
  readonly html: string;
}

/** Yields the page of a folder in pieces. The page works without scripts. */
export function* directoryPage(
  page: DirectoryPage,
  shown: PageEntries,
  readme: Readme | undefined,
): Generator<string> {
  const { segments, view } = page;
  yield pageStart(page, `/${segments.join("/")}`) + pageHeader(page);
  yield toolbar(view, shown);
  if (view.layout === "grid") {
    yield `${sortLinks(view)}<ul class="entries grid" id="entries">\n`;
    for (const entry of shown.entries) yield gridItem(entry);
    yield "</ul>\n";
  } else {
    yield tableStart(view, shown.pages);
    for (const entry of shown.entries) yield tableRow(entry);
    yield TABLE_END;
  }
  const isEmpty = shown.directories + shown.files === 0;
  if (shown.hidesEntries === true) {
    yield `<p class="empty"><a href="?sign-in">Sign in</a> to see ${
      isEmpty ? "the files" : "more"
    }.</p>\n`;
  } else if (isEmpty) {
    yield '<p class="empty">This folder is empty.</p>\n';
  }
  yield pager(view, shown.pages);
  if (readme !== undefined) {
    yield `<section class="readme" aria-labelledby="readme"><h2 id="readme">${icon("text")}<bdi>${
      escape(readme.name)
    }</bdi></h2>\n<div class="md">${readme.html}</div></section>\n`;
  }
  yield PAGE_END;
}

function toolbar(view: View, { directories, files, bytes }: PageEntries): string {
  const other = view.layout === "grid" ? "list" : "grid";
  const parts = [
    ...(directories > 0 ? [formatCount(directories, "folder", "folders")] : []),
    ...(files > 0 ? [formatCount(files, "file", "files")] : []),
    ...(files > 0 && bytes !== undefined ? [formatSize(bytes)] : []),
  ];
  return `<div class="bar">
${searchForm("")}
<div class="tools">
<a class="button" href="${
    escape(viewLink({ ...view, layout: other }))
  }" aria-label="Show as ${other}" title="Show as ${other}">${icon(other)}</a>
<details class="menu"><summary class="button" aria-label="Download this folder" title="Download this folder">${
    icon("download")
  }</summary><ul><li><a href="?download=zip" download>As a ZIP file</a></li><li><a href="?download=tar" download>As a tar file</a></li></ul></details>
</div>
</div>
<p class="sum" role="status">${parts.join(" · ")}</p>
`;
}

/** Returns the search form for a folder and its subfolders. The script filters the visible entries as well. */
export function searchForm(query: string): string {
  return `<form class="search" role="search" action="./">${
    icon("search")
  }<input type="search" name="search" value="${
    escape(query)
  }" placeholder="Search" aria-label="Search this folder and its subfolders" autocomplete="off" spellcheck="false"></form>`;
}

const COLUMNS = [["name", "Name"], ["size", "Size"], ["modified", "Modified"]] as const;

/** Returns the table up to its rows. @param view Undefined if the table can't be sorted. */
export function tableStart(view: View | undefined, pages = 1): string {
  const heads = COLUMNS.map(([sort, label]) => {
    const unit = sort === "modified" ? '<span class="utc"> (UTC)</span>' : "";
    if (view === undefined) return `<th scope="col">${label}${unit}</th>`;
    return `<th scope="col"${ariaSort(view, sort)}>${sortLink(view, sort, label)}${unit}</th>`;
  });
  return `<table class="entries" id="entries" data-pages="${pages}">
<thead><tr>${heads.join("")}<td></td></tr></thead>
<tbody>
`;
}

/** The end of the table, after its rows. */
export const TABLE_END = "</tbody>\n</table>\n";

function ariaSort({ order }: View, sort: ListingOrder["sort"]): string {
  if (sort !== order.sort) return "";
  return ` aria-sort="${order.order === "asc" ? "ascending" : "descending"}"`;
}

/**
 * Returns the link that sorts by a column: names ascending, sizes and times descending. For the column that is
 * sorted already, the link reverses the order.
 */
function sortLink(view: View, sort: ListingOrder["sort"], label: string): string {
  const isCurrent = sort === view.order.sort;
  const first = sort === "name" ? "asc" : "desc";
  const order = !isCurrent ? first : view.order.order === "asc" ? "desc" : "asc";
  const arrow = !isCurrent ? "" : view.order.order === "asc" ? " ↑" : " ↓";
  const href = viewLink({ ...view, order: { sort, order }, page: 1 });
  return `<a href="${escape(href)}">${label}${
    arrow && `<span aria-hidden="true">${arrow}</span>`
  }</a>`;
}

/** Returns the sort links of the grid, which has no column headings. */
function sortLinks(view: View): string {
  const links = COLUMNS.map(([sort, label]) => sortLink(view, sort, label)).join("");
  return `<nav class="sort" aria-label="Sort by">${links}</nav>\n`;
}

function pager(view: View, pages: number): string {
  if (pages === 1) return "";
  const { page } = view;
  const link = (to: number, rel: string, label: string): string =>
    to < 1 || to > pages
      ? `<span aria-hidden="true"></span>`
      : `<a class="button" rel="${rel}" href="${
        escape(viewLink({ ...view, page: to }))
      }">${label}</a>`;
  return `<nav class="pages" aria-label="Pages">${link(page - 1, "prev", "← Previous")}<span>Page ${
    page.toLocaleString("en")
  } of ${pages.toLocaleString("en")}</span>${link(page + 1, "next", "Next →")}</nav>\n`;
}
