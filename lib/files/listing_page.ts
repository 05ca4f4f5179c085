import { printable, safeJson } from "../site/escape.ts";
import type { ListingEntry } from "./listing.ts";

/** What a listing for programs is made of. */
export interface Listing {
  /** Of the directory, decoded, below the root. */
  readonly segments: readonly string[];
  readonly entries: readonly ListingEntry[];
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

function isoTime(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
