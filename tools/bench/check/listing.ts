import { expectEqual, WrongAnswer } from "./wrong_answer.ts";

/**
 * Sees to it that JSON names the files `entry-0.txt` to the last, and nothing else. Servers differ in its form: an
 * array, or an object with one, of objects that have the name in `name` or `base`.
 *
 * @throws {WrongAnswer} When it does not.
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
  // One that leads to the folder above is no entry of it.
  return (found[0] ?? []).filter((entry) => readName(entry) !== "..");
}

function readName(entry: unknown): unknown {
  const { name, base } = Object(entry) as { name?: unknown; base?: unknown };
  return base ?? name;
}
