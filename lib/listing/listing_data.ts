import { safeJson } from "../util/escape.ts";
import { printable } from "../util/text.ts";
import type { ListingEntry } from "./entries.ts";

/** What a listing for programs is made of. */
export interface Listing {
  /** Of the directory, decoded, below the root. */
  readonly segments: readonly string[];
  readonly entries: readonly ListingEntry[];
}

/** How much text is put together before it is sent, in UTF-16 code units. */
const PIECE = 32 * 1024;

/** Joins lines to larger pieces. */
export function* joinLines(lines: Iterable<string>): Generator<string> {
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
export function* jsonListing({ segments, entries }: Listing): Generator<string> {
  yield jsonStart(segments);
  let separator = "";
  for (const entry of entries) {
    yield separator + jsonEntry(entry);
    separator = ",";
  }
  yield JSON_END;
}

/** One name a line, a directory's with a slash. */
export function* textListing({ entries }: Listing): Generator<string> {
  for (const entry of entries) yield textEntry(entry);
}

/** The same as those two, of entries that come some at a time. */
export async function* streamListing(
  segments: readonly string[],
  format: "json" | "text",
  entries: AsyncIterable<readonly ListingEntry[]>,
): AsyncGenerator<string> {
  if (format === "text") {
    for await (const some of entries) yield some.map(textEntry).join("");
    return;
  }
  yield jsonStart(segments);
  let separator = "";
  for await (const some of entries) {
    if (some.length === 0) continue;
    yield separator + some.map(jsonEntry).join(",");
    separator = ",";
  }
  yield JSON_END;
}

const JSON_END = "]}\n";

function jsonStart(segments: readonly string[]): string {
  const path = `/${segments.map((segment) => `${segment}/`).join("")}`;
  return `{"path":${safeJson(path)},"entries":[`;
}

function jsonEntry({ name, type, size, modified }: ListingEntry): string {
  return safeJson({ name, type, size, modified: isoTime(modified) });
}

function textEntry({ name, type }: ListingEntry): string {
  return `${printable(name)}${type === "directory" ? "/" : ""}\n`;
}

function isoTime(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
