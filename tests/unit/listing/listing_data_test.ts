import { assert, assertEquals, assertNotMatch } from "@std/assert";
import type { ListingEntry } from "../../../lib/listing/sort_entries.ts";
import {
  joinLines,
  jsonListing,
  type Listing,
  textListing,
} from "../../../lib/listing/listing_data.ts";

const MODIFIED = Date.UTC(2026, 0, 31, 12);

function entry(name: string, more: Partial<ListingEntry> = {}): ListingEntry {
  return { name, type: "file", size: 12, modified: MODIFIED, ...more };
}

function folder(name: string): ListingEntry {
  return { name, type: "directory", size: undefined, modified: MODIFIED };
}

function listing(entries: readonly ListingEntry[], more: Partial<Listing> = {}): Listing {
  return {
    segments: ["dir"],
    entries,
    ...more,
  };
}

const json = (given: Listing) => [...jsonListing(given)].join("");
const text = (given: Listing) => [...textListing(given)].join("");

Deno.test("jsonListing() has the documented shape", () => {
  assertEquals(
    json(listing([entry("a.txt")])).trimEnd(),
    '{"path":"/dir/","entries":[{"name":"a.txt","type":"file","size":12,' +
      '"modified":"2026-01-31T12:00:00.000Z"}]}',
  );
  assertEquals(json(listing([], { segments: [] })).trimEnd(), '{"path":"/","entries":[]}');
  assertEquals(
    JSON.parse(json(listing([folder("sub"), entry("b", { size: 0, modified: NaN })]))),
    {
      path: "/dir/",
      entries: [
        { name: "sub", type: "directory", modified: "2026-01-31T12:00:00.000Z" },
        { name: "b", type: "file", size: 0 },
      ],
    },
  );
});

Deno.test("jsonListing() is valid JSON for any name, and can't be read as HTML", () => {
  const names = ["</script>", '"', "\\", "a&b", "\u2028", "\u202e", "😀"];
  const made = json(listing(names.map((name) => entry(name)), { segments: ["<x>"] }));
  assertNotMatch(made, /[<>&]/);
  const parsed = JSON.parse(made);
  assertEquals(parsed.path, "/<x>/");
  assertEquals(parsed.entries.map(({ name }: { name: string }) => name), names);
});

Deno.test("textListing() has one name per line, a directory's with a slash", () => {
  assertEquals(text(listing([folder("sub"), entry("a b.txt")])), "sub/\na b.txt\n");
  assertEquals(text(listing([])), "");
});

Deno.test("textListing() escapes characters that could control a terminal or reverse the text", () => {
  const made = text(listing([entry("\u202egpj.exe"), entry("a\u2066b\u200f")]));
  assertEquals(made, "\\u{202e}gpj.exe\na\\u{2066}b\\u{200f}\n");
});

Deno.test("joinLines() joins lines into larger chunks and loses none", () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);
  const pieces = [...joinLines(lines)];
  assertEquals(pieces.join(""), lines.join(""));
  assert(pieces.length > 1 && pieces.length < 10);
  assertEquals([...joinLines([])], []);
});
