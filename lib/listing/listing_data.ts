import { htmlSafeJson, printable } from "../util/text.ts";
import type { ListingEntry } from "./sort_entries.ts";

/** A listing for programs. */
export interface Listing {
  /** The directory's decoded path segments below the root. */
  readonly segments: readonly string[];
  readonly entries: readonly ListingEntry[];
}

/** Length at which joined lines are yielded, in UTF-16 code units. */
const CHUNK_LENGTH = 32 * 1024;

/** Joins lines into larger chunks. */
export function* joinLines(lines: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length >= CHUNK_LENGTH) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}

/** Yields `{"path": ..., "entries": [...]}`. A directory has no size. */
export function* jsonListing({ segments, entries }: Listing): Generator<string> {
  yield jsonStart(segments);
  let separator = "";
  for (const entry of entries) {
    yield separator + jsonEntry(entry);
    separator = ",";
  }
  yield JSON_END;
}

/** Yields one name per line; a directory's ends with a slash. */
export function* textListing({ entries }: Listing): Generator<string> {
  for (const entry of entries) yield textEntry(entry);
}

/** Yields the same text as {@linkcode jsonListing} or {@linkcode textListing}, for entries that arrive in batches. */
export async function* streamListing(
  segments: readonly string[],
  format: "json" | "text",
  batches: AsyncIterable<readonly ListingEntry[]>,
): AsyncGenerator<string> {
  if (format === "text") {
    for await (const batch of batches) yield batch.map(textEntry).join("");
    return;
  }
  yield jsonStart(segments);
  let separator = "";
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    yield separator + batch.map(jsonEntry).join(",");
    separator = ",";
  }
  yield JSON_END;
}

const JSON_END = "]}\n";

function jsonStart(segments: readonly string[]): string {
  const path = `/${segments.map((segment) => `${segment}/`).join("")}`;
  return `{"path":${htmlSafeJson(path)},"entries":[`;
}

function jsonEntry({ name, type, size, modified }: ListingEntry): string {
  return htmlSafeJson({ name, type, size, modified: isoTime(modified) });
}

function textEntry({ name, type }: ListingEntry): string {
  return `${printable(name)}${type === "directory" ? "/" : ""}\n`;
}

function isoTime(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
