import { escape } from "@std/html/entities";
import type { SearchEnd } from "./search.ts";
import type { WalkEntry } from "./walk.ts";
import { safeJson } from "../util/escape.ts";
import { printable } from "../util/text.ts";
import { searchForm, TABLE_END, tableStart } from "./directory_page.ts";
import type { DirectoryPage } from "./view.ts";
import { tableRow } from "./rows.ts";
import { PAGE_END, pageHeader, pageStart } from "./page.ts";

type Results = AsyncGenerator<WalkEntry, SearchEnd>;
type Lines = AsyncGenerator<string>;

const ENDS: Readonly<Record<SearchEnd, string>> = {
  complete: "",
  results: " These are the first; more words would find fewer.",
  entries: " There are too many files here to look at all of them.",
  time: " There was no time to look at all files.",
};

/** The page with what was found below a folder, as it is found. */
export async function* searchPage(page: DirectoryPage, query: string, results: Results): Lines {
  yield `${pageStart(page, `${query} in /${page.segments.join("/")}`)}${pageHeader(page, "Search")}
<div class="bar">
${searchForm(query)}
</div>
${tableStart(undefined, Infinity)}`;
  let number = 0;
  let next = await results.next();
  for (; next.done !== true; next = await results.next(), number++) {
    const { path, entry } = next.value;
    yield tableRow(entry, { above: path.slice(0, -1).map((name) => `${name}/`).join("") });
  }
  const said = number === 0
    ? `<p class="empty">Nothing here has “<bdi>${escape(query)}</bdi>” in its name.${
      ENDS[next.value]
    }</p>\n`
    : `<p class="sum" role="status">${number.toLocaleString("en")} found.${ENDS[next.value]}</p>\n`;
  yield TABLE_END + said + PAGE_END;
}

/** For programs: as a listing, but for names that are paths, and whether everything was looked at. */
export async function* searchJson(
  segments: readonly string[],
  query: string,
  results: Results,
): Lines {
  const path = `/${segments.map((segment) => `${segment}/`).join("")}`;
  yield `{"path":${safeJson(path)},"search":${safeJson(query)},"entries":[`;
  let separator = "";
  let next = await results.next();
  for (; next.done !== true; next = await results.next()) {
    const { path, entry: { type, size, modified } } = next.value;
    const time = Number.isNaN(modified) ? undefined : new Date(modified).toISOString();
    yield separator + safeJson({ name: path.join("/"), type, size, modified: time });
    separator = ",";
  }
  yield `],"complete":${next.value === "complete"}}\n`;
}

/** One path a line, a folder's with a slash. */
export async function* searchText(results: Results): Lines {
  for await (const { path, entry } of results) {
    yield `${printable(path.join("/"))}${entry.type === "directory" ? "/" : ""}\n`;
  }
}
