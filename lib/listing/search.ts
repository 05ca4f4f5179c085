import type { WalkEntry } from "./walk.ts";

/** The most that a search may cost. */
export interface SearchBounds {
  /** Number of results. */
  readonly results: number;
  /** Number of entries examined. */
  readonly entries: number;
  /** Duration in milliseconds. */
  readonly time: number;
}

/** More results help no user, and longer searches slow down other requests. */
export const SEARCH_BOUNDS: SearchBounds = { results: 1000, entries: 500_000, time: 15_000 };

/** Why a search ended: all entries were examined, or a bound was reached. */
export type SearchEnd = "complete" | keyof SearchBounds;

/**
 * Finds entries by name, ignoring case: each word must occur in the path, and at least one of them in the name itself.
 *
 * @param found All entries below a directory.
 * @param query Words, separated by white space.
 */
export async function* search(
  found: AsyncIterable<WalkEntry>,
  query: string,
  bounds: SearchBounds,
): AsyncGenerator<WalkEntry, SearchEnd> {
  const words = fold(query).split(/\s+/).filter((word) => word !== "");
  const end = performance.now() + bounds.time;
  let [results, entries] = [0, 0];
  for await (const next of found) {
    if (++entries > bounds.entries) return "entries";
    if (performance.now() > end) return "time";
    if (!matches(next.path, words)) continue;
    if (++results > bounds.results) return "results";
    yield next;
  }
  return "complete";
}

function matches(path: readonly string[], words: readonly string[]): boolean {
  const name = fold(path.at(-1) ?? "");
  // The last part of a word like `docs/report` may be in the name.
  const isNamed = words.some((word) => name.includes(word.slice(word.lastIndexOf("/") + 1)));
  if (!isNamed) return false;
  const whole = fold(path.join("/"));
  return words.every((word) => whole.includes(word));
}

/** Composes characters, because file systems differ in how they store `ä`, and folds case. */
function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
