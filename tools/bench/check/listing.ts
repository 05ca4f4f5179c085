import { expectEqual, WrongAnswer } from "./wrong_answer.ts";

/**
 * Checks that a JSON listing has exactly the files from `entry-0.txt` to the last. The format depends on the server: an
 * array, or an object with an array, of objects whose name is in `name` or `base`.
 *
 * @throws {WrongAnswer} If it has not.
 */
export function checkListing(body: Uint8Array, entries: number): void {
  const names = new Set(readEntries(body).map(readName));
  expectEqual("number of entries", names.size, entries);
  for (let number = 0; number < entries; number++) {
    if (!names.has(`entry-${number}.txt`)) {
      throw new WrongAnswer(`entry-${number}.txt is not listed`);
    }
  }
}

function readEntries(body: Uint8Array): unknown[] {
  let listing: unknown;
  try {
    listing = JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new WrongAnswer("not JSON");
  }
  if (Array.isArray(listing)) return listing;
  const found = Object.values(Object(listing)).filter(Array.isArray)
    .toSorted((one, other) => other.length - one.length);
  // A link to the parent directory is not an entry.
  return (found[0] ?? []).filter((entry) => readName(entry) !== "..");
}

function readName(entry: unknown): unknown {
  const { name, base } = Object(entry) as { name?: unknown; base?: unknown };
  return base ?? name;
}
