import { format as formatBytes } from "@std/fmt/bytes";
import { escape } from "@std/html/entities";
import { formatPath } from "../http/target.ts";
import { printable, safeJson } from "../site/escape.ts";
import type { ListingEntry, ListingOrder } from "./listing.ts";

/** What a listing is made of, whatever its format. */
export interface Listing {
  /** Of the directory, decoded, below the root. */
  readonly segments: readonly string[];
  /** What stands before the root in URLs: empty, or a path without a final slash. */
  readonly basePath: string;
  readonly entries: readonly ListingEntry[];
  readonly order: ListingOrder;
}

/** How much text is put together before it is sent, in UTF-16 code units. */
const PIECE = 32 * 1024;

/** Joins lines to larger pieces. */
export function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = "";
  for (const line of lines) {
    piece += line;
    if (piece.length >= PIECE) {
      yield piece;
      piece = "";
    }
  }
  if (piece !== "") yield piece;
}

/** `{"path": ..., "entries": [...]}`; a directory has no size. */
export function* jsonListing(listing: Listing): Generator<string> {
  const path = `/${listing.segments.map((segment) => `${segment}/`).join("")}`;
  yield `{"path":${safeJson(path)},"entries":[`;
  let separator = "";
  for (const { name, type, size, modified } of listing.entries) {
    yield separator + safeJson({ name, type, size, modified: isoTime(modified) });
    separator = ",";
  }
  yield "]}\n";
}

/** One name a line, a directory's with a slash. */
export function* textListing(listing: Listing): Generator<string> {
  for (const { name, type } of listing.entries) {
    yield `${printable(name)}${type === "directory" ? "/" : ""}\n`;
  }
}

/** The content of the page for people; it works without scripts. */
export function* htmlListing(listing: Listing): Generator<string> {
  const { segments, order } = listing;
  yield `<h1>${breadcrumbs(listing)}</h1>\n<table>\n<thead><tr>`;
  for (const [sort, label] of COLUMNS) yield columnHead(sort, label, order);
  yield "</tr></thead>\n<tbody>\n";
  if (segments.length > 0) {
    yield '<tr><td><a href="../" rel="up">../</a></td><td></td><td></td></tr>\n';
  }
  for (const entry of listing.entries) yield row(entry);
  yield "</tbody>\n</table>\n";
  if (listing.entries.length === 0) yield "<p>This folder is empty.</p>\n";
}

const COLUMNS = [["name", "Name"], ["size", "Size"], ["modified", "Modified (UTC)"]] as const;

function columnHead(sort: ListingOrder["sort"], label: string, current: ListingOrder): string {
  const isCurrent = sort === current.sort;
  const order = isCurrent && current.order === "asc" ? "desc" : "asc";
  const state = isCurrent
    ? ` aria-sort="${current.order === "asc" ? "ascending" : "descending"}"`
    : "";
  const arrow = !isCurrent ? "" : current.order === "asc" ? " ↑" : " ↓";
  return `<th scope="col"${state}><a href="?sort=${sort}&amp;order=${order}">${label}</a>${arrow}</th>`;
}

function breadcrumbs({ segments, basePath }: Listing): string {
  const links = segments.map((segment, index) => {
    const href = basePath + formatPath(segments.slice(0, index + 1), true);
    return `<a href="${escape(href)}"><bdi>${escape(segment)}</bdi></a>/`;
  });
  return `<a href="${escape(basePath)}/">/</a>${links.join("")}`;
}

function row({ name, type, size, modified }: ListingEntry): string {
  const slash = type === "directory" ? "/" : "";
  // The "./" keeps a name with a colon from being read as a scheme.
  const href = escape(`./${encodeURIComponent(name)}${slash}`);
  const time = isoTime(modified);
  const shown = time === undefined
    ? ""
    : `<time datetime="${time}">${time.slice(0, 16).replace("T", " ")}</time>`;
  const bytes = size === undefined
    ? ""
    : `<data value="${size}">${formatBytes(size, { binary: true })}</data>`;
  return `<tr><td><a href="${href}"><bdi>${
    escape(name)
  }</bdi>${slash}</a></td><td>${bytes}</td><td>${shown}</td></tr>\n`;
}

function isoTime(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
