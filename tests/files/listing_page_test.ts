import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import type { ListingEntry } from "../../lib/files/listing.ts";
import {
  htmlListing,
  inPieces,
  jsonListing,
  type Listing,
  textListing,
} from "../../lib/files/listing_page.ts";

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
    basePath: "",
    entries,
    order: { sort: "name", order: "asc" },
    ...more,
  };
}

const html = (given: Listing) => [...htmlListing(given)].join("");
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

Deno.test("jsonListing() is JSON whatever the names are, and nothing that a browser takes for HTML", () => {
  const names = ["</script>", '"', "\\", "a&b", "\u2028", "\u202e", "😀"];
  const made = json(listing(names.map((name) => entry(name)), { segments: ["<x>"] }));
  assertNotMatch(made, /[<>&]/);
  const parsed = JSON.parse(made);
  assertEquals(parsed.path, "/<x>/");
  assertEquals(parsed.entries.map(({ name }: { name: string }) => name), names);
});

Deno.test("textListing() has one name a line, a folder's with a slash", () => {
  assertEquals(text(listing([folder("sub"), entry("a b.txt")])), "sub/\na b.txt\n");
  assertEquals(text(listing([])), "");
});

Deno.test("textListing() shows what could steer a terminal or turn the text round", () => {
  const made = text(listing([entry("\u202egpj.exe"), entry("a\u2066b\u200f")]));
  assertEquals(made, "\\u{202e}gpj.exe\na\\u{2066}b\\u{200f}\n");
});

const HOSTILE: readonly (readonly [name: string, href: string, shown: string])[] = [
  ["<script>alert(1)</script>", "./%3Cscript%3Ealert(1)%3C%2Fscript%3E", "&lt;script&gt;alert(1)"],
  ['"onmouseover="x', "./%22onmouseover%3D%22x", "&quot;onmouseover=&quot;x"],
  ["it's", "./it&#39;s", "it&#39;s"],
  ["a&lt;b", "./a%26lt%3Bb", "a&amp;lt;b"],
  ["javascript:x", "./javascript%3Ax", "javascript:x"],
  ["a:b", "./a%3Ab", "a:b"],
  ["%2e%2e", "./%252e%252e", "%2e%2e"],
  ["?q#f", "./%3Fq%23f", "?q#f"],
  ["\u202egpj.exe", "./%E2%80%AEgpj.exe", "\u202egpj.exe"],
  ["ä ö", "./%C3%A4%20%C3%B6", "ä ö"],
];

Deno.test("htmlListing() escapes names, isolates them, and links to nothing but the entry", () => {
  for (const [name, href, shown] of HOSTILE) {
    const page = html(listing([entry(name)]));
    assertStringIncludes(page, `<a href="${href}"><bdi>${shown}`);
    assertNotMatch(page, /<script|"onmouse/);
    const [, link = ""] = /href="(\.\/[^"]*)"/.exec(page) ?? [];
    const decoded = link.replaceAll("&#39;", "'");
    const url = new URL(decoded, "http://h/dir/");
    assertEquals([url.protocol, url.host, url.search, url.hash], ["http:", "h", "", ""]);
    assertEquals(decodeURIComponent(url.pathname), `/dir/${name}`);
  }
});

Deno.test("htmlListing() isolates every name, so that its direction ends with it", () => {
  const page = html(listing([entry("\u202ex")], { segments: ["\u202ey"] }));
  for (const at of [...page.matchAll(/\u202e/g)].map(({ index }) => index)) {
    assertEquals(page.slice(at - 5, at), "<bdi>");
  }
});

Deno.test("htmlListing() shows folders with a slash, sizes and times", () => {
  const page = html(
    listing([folder("sub"), entry("a", { size: 1536 }), entry("b", { modified: NaN })]),
  );
  assertStringIncludes(page, '<a href="./sub/"><bdi>sub</bdi>/</a>');
  assertMatch(page, /<data value="1536">1\.5 kiB<\/data>/i);
  assertStringIncludes(page, '<time datetime="2026-01-31T12:00:00.000Z">2026-01-31 12:00</time>');
  assertEquals(page.match(/<time/g)?.length, 2);
  assertEquals(page.match(/<data/g)?.length, 2);
});

Deno.test("htmlListing() has a way up everywhere but at the root", () => {
  assertStringIncludes(html(listing([])), '<a href="../"');
  const root = html(listing([], { segments: [] }));
  assertNotMatch(root, /href="\.\.\//);
  assertStringIncludes(root, "empty");
});

Deno.test("htmlListing() has breadcrumbs below the base path, escaped", () => {
  const page = html(listing([], { segments: ["a b", "<c>"], basePath: "/base" }));
  assertStringIncludes(page, '<a href="/base/">/</a>');
  assertStringIncludes(page, '<a href="/base/a%20b/"><bdi>a b</bdi></a>/');
  assertStringIncludes(page, '<a href="/base/a%20b/%3Cc%3E/"><bdi>&lt;c&gt;</bdi></a>/');
});

Deno.test("htmlListing() sorts by each column, the current one the other way round", () => {
  const page = html(listing([], { order: { sort: "size", order: "asc" } }));
  assertStringIncludes(page, 'href="?sort=name&amp;order=asc"');
  assertStringIncludes(page, 'aria-sort="ascending"><a href="?sort=size&amp;order=desc"');
  assertStringIncludes(page, 'href="?sort=modified&amp;order=asc"');
  assertEquals(page.match(/aria-sort/g)?.length, 1);
  const back = html(listing([], { order: { sort: "size", order: "desc" } }));
  assertStringIncludes(back, 'aria-sort="descending"><a href="?sort=size&amp;order=asc"');
});

Deno.test("inPieces() joins lines to larger pieces, and loses none", () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);
  const pieces = [...inPieces(lines)];
  assertEquals(pieces.join(""), lines.join(""));
  assert(pieces.length > 1 && pieces.length < 10);
  assertEquals([...inPieces([])], []);
});
