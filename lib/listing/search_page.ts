import { escape } from "@std/html/entities";
import { htmlSafeJson, printable } from "../util/text.ts";
import { searchForm, TABLE_END, tableStart } from "./directory_page.ts";
import { PAGE_END, pageHeader, pageStart } from "./page.ts";
import { tableRow } from "./rows.ts";
import type { SearchEnd } from "./search.ts";
import type { DirectoryPage } from "./view.ts";
import type { WalkEntry } from "./walk.ts";

type Results = AsyncGenerator<WalkEntry, SearchEnd>;
type Lines = AsyncGenerator<string>;

const END_NOTES: Readonly<Record<SearchEnd, string>> = {
  complete: "",
  results: " Only the first results are shown; add words to narrow the search.",
  entries: " This folder has too many files to search all of them.",
  time: " The search took too long, so not all files were searched.",
};

/** Yields the page with the results of a search, each row as soon as it is found. */
export async function* searchPage(page: DirectoryPage, query: string, results: Results): Lines {
  yield `${pageStart(page, `${query} in /${page.segments.join("/")}`)}${pageHeader(page, "Search")}
<div class="bar">
${searchForm(query)}
</div>
${tableStart(undefined, Infinity)}`;
  let count = 0;
  let next = await results.next();
  for (; next.done !== true; next = await results.next(), count++) {
    const { path, entry } = next.value;
    yield tableRow(entry, path.slice(0, -1).map((name) => `${name}/`).join(""));
  }
  const note = END_NOTES[next.value];
  const summary = count === 0
    ? `<p class="empty">No names here contain “<bdi>${escape(query)}</bdi>”.${note}</p>\n`
    : `<p class="sum" role="status">${count.toLocaleString("en")} found.${note}</p>\n`;
  yield TABLE_END + summary + PAGE_END;
}

/** Yields the results as JSON: like a listing, but with paths as names, and whether the search was complete. */
export async function* searchJson(
  segments: readonly string[],
  query: string,
  results: Results,
): Lines {
  const directory = `/${segments.map((segment) => `${segment}/`).join("")}`;
  yield `{"path":${htmlSafeJson(directory)},"search":${htmlSafeJson(query)},"entries":[`;
  let separator = "";
  let next = await results.next();
  for (; next.done !== true; next = await results.next()) {
    const { path, entry: { type, size, modified } } = next.value;
    const time = Number.isNaN(modified) ? undefined : new Date(modified).toISOString();
    yield separator + htmlSafeJson({ name: path.join("/"), type, size, modified: time });
    separator = ",";
  }
  yield `],"complete":${next.value === "complete"}}\n`;
}

/** Yields one path per line; a directory's ends with a slash. */
export async function* searchText(results: Results): Lines {
  for await (const { path, entry } of results) {
    yield `${printable(path.join("/"))}${entry.type === "directory" ? "/" : ""}\n`;
  }
}
