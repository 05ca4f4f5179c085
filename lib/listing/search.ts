import type { WalkEntry } from "./walk.ts";

/** What a search may cost. */
export interface SearchBounds {
  /** How many entries are found at most. */
  readonly results: number;
  /** How many are looked at at most. */
  readonly entries: number;
  /** How long it may take, in milliseconds. */
  readonly time: number;
}

/** Finding more helps nobody; looking for longer costs others. */
export const SEARCH_BOUNDS: SearchBounds = { results: 1000, entries: 500_000, time: 15_000 };

/** How a search ended: everything was looked at, or a bound was reached. */
export type SearchEnd = "complete" | "results" | "entries" | "time";

/**
 * Finds entries by their names: each word has to stand in the path, and one of them in the name itself. Case does not
 * matter.
 *
 * @param found Everything below a folder.
 * @param query Words, with white space between them.
 */
export async function* search(
  found: AsyncIterable<WalkEntry>,
  query: string,
  bounds: SearchBounds,
): AsyncGenerator<WalkEntry, SearchEnd> {
  const words = wordsOf(query);
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

/** The words of a query; none when there is nothing to look for. */
export function wordsOf(query: string): string[] {
  return fold(query).split(/\s+/).filter((word) => word !== "");
}

function matches(path: readonly string[], words: readonly string[]): boolean {
  const name = fold(path.at(-1) ?? "");
  const isNamed = words.some((word) => name.includes(word.slice(word.lastIndexOf("/") + 1)));
  if (!isNamed) return false;
  const whole = fold(path.join("/"));
  return words.every((word) => whole.includes(word));
}

/** Composed and in lower case: file systems differ in what they make of an `ä`. */
function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
