import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import type { ListingEntry } from "../../../lib/listing/sort_entries.ts";
import { ASSETS } from "../../../lib/listing/assets.ts";
import { directoryPage, type Readme } from "../../../lib/listing/directory_page.ts";
import { type DirectoryPage, paginate, parseView, type View } from "../../../lib/listing/view.ts";

const MODIFIED = Date.UTC(2026, 0, 31, 12);

function entry(name: string, more: Partial<ListingEntry> = {}): ListingEntry {
  return { name, type: "file", size: 12, modified: MODIFIED, ...more };
}

function folder(name: string): ListingEntry {
  return { name, type: "directory", size: undefined, modified: MODIFIED };
}

const VIEW: View = { order: { sort: "name", order: "asc" }, layout: "list", page: 1 };

function html(
  entries: readonly ListingEntry[],
  more: Partial<DirectoryPage> = {},
  readme?: Readme,
): string {
  const page = {
    segments: ["dir"],
    basePath: "",
    host: "localhost:8000",
    view: VIEW,
    live: false,
    ...more,
  };
  return [...directoryPage(page, paginate(entries, page.view.page), readme)].join("");
}

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

for (const layout of ["list", "grid"] as const) {
  Deno.test(`directoryPage() as a ${layout} escapes and isolates names, and links only to the entry`, () => {
    for (const [name, href, shown] of HOSTILE) {
      const page = html([entry(name)], { view: { ...VIEW, layout } });
      assertStringIncludes(page, `<a href="${href}">`);
      assertStringIncludes(page, `<bdi>${shown}`);
      assertEquals(page.match(/<script/g)?.length, 1);
      assertNotMatch(page, /"onmouse/);
      const [, link = ""] =
        /<a href="(\.\/[^"?]*)"/.exec(page.slice(page.indexOf('id="entries"'))) ?? [];
      const url = new URL(link.replaceAll("&#39;", "'"), "http://h/dir/");
      assertEquals([url.protocol, url.host, url.search, url.hash], ["http:", "h", "", ""]);
      assertEquals(decodeURIComponent(url.pathname), `/dir/${name}`);
    }
  });
}

Deno.test("directoryPage() isolates every name, so that its text direction does not leak", () => {
  const page = html([entry("\u202ex.txt")], { segments: ["\u202ey"] }, {
    name: "\u202eREADME",
    html: "",
  });
  const body = page.slice(page.indexOf("<main>")).replace(/aria-label="[^"]*"/g, "");
  for (const { index } of body.matchAll(/\u202e/g)) {
    assertEquals(body.slice(index - 5, index), "<bdi>");
  }
});

Deno.test("directoryPage() shows folders with a slash, sizes, times and totals", () => {
  const page = html([
    folder("sub"),
    entry("a", { size: 1536 }),
    entry("b", { modified: NaN, size: 512 }),
  ]);
  assertMatch(page, /<a href="\.\/sub\/">.*<bdi>sub<\/bdi>\//);
  assertMatch(page, /<data value="1536">1\.5 KiB<\/data>/);
  assertStringIncludes(page, '<time datetime="2026-01-31T12:00:00.000Z">2026-01-31 12:00</time>');
  assertEquals(page.match(/<time/g)?.length, 2);
  assertEquals(page.match(/<data/g)?.length, 2);
  assertStringIncludes(page, ">1 folder · 2 files · 2 KiB<");
});

Deno.test("directoryPage() links to the parent folder, except at the root", () => {
  assertMatch(html([]), /<a href="\/" rel="up"><bdi>localhost:8000<\/bdi>/);
  const root = html([], { segments: [] });
  assertNotMatch(root, /rel="up"/);
  assertStringIncludes(root, "<h1><bdi>localhost:8000</bdi></h1>");
  assertStringIncludes(root, "empty");
});

Deno.test("directoryPage() has escaped breadcrumbs below the base path", () => {
  const page = html([], { segments: ["a b", "<c>", "d"], basePath: "/base" });
  assertStringIncludes(page, '<a href="/base/"><bdi>localhost');
  assertStringIncludes(page, '<a href="/base/a%20b/"><bdi>a b</bdi></a>');
  assertStringIncludes(page, '<a href="/base/a%20b/%3Cc%3E/" rel="up"><bdi>&lt;c&gt;</bdi></a>');
  assertStringIncludes(page, "<h1><bdi>d</bdi></h1>");
  assertMatch(page, /href="\/base\/\.plinth\/listing\.[0-9a-f]{12}\.css"/);
});

Deno.test("directoryPage() links each column to its sort order, and the current column to the reverse order", () => {
  const by = (sort: "name" | "size" | "modified", order: "asc" | "desc") =>
    html([], { view: { ...VIEW, order: { sort, order } } });
  const size = by("size", "asc");
  assertStringIncludes(size, '<a href="./">Name</a>');
  assertStringIncludes(size, 'aria-sort="ascending"><a href="?sort=size&amp;order=desc"');
  assertStringIncludes(size, 'href="?sort=modified&amp;order=desc"');
  assertEquals(size.match(/aria-sort/g)?.length, 1);
  assertStringIncludes(by("size", "desc"), 'aria-sort="descending"><a href="?sort=size"');
  assertStringIncludes(by("name", "asc"), 'aria-sort="ascending"><a href="?order=desc"');
});

Deno.test("directoryPage() shows pictures in the grid, loaded lazily", () => {
  const huge = entry("huge.jpg", { size: 9 * 1024 * 1024 });
  const page = html([entry("a b.jpg"), entry("c.txt"), folder("d"), huge], {
    view: { ...VIEW, layout: "grid" },
  });
  assertEquals(page.match(/<img/g)?.length, 1);
  assertStringIncludes(page, '<img src="./a%20b.jpg" alt="" loading="lazy"');
  assertStringIncludes(page, '<a href="?sort=size&amp;order=desc&amp;layout=grid">Size</a>');
});

Deno.test("directoryPage() has pages of a thousand entries, whose links keep the view", () => {
  const many = Array.from({ length: 2500 }, (_, index) => entry(`${index}.bin`));
  const view: View = { order: { sort: "size", order: "asc" }, layout: "list", page: 2 };
  const page = html(many, { view });
  assertEquals(page.match(/<tr><td>/g)?.length, 1000);
  assertStringIncludes(page, "./1000.bin");
  assertStringIncludes(page, "Page 2 of 3");
  assertStringIncludes(page, 'rel="prev" href="?sort=size"');
  assertStringIncludes(page, 'rel="next" href="?sort=size&amp;page=3"');
  assertStringIncludes(page, "2,500 files");
  assertNotMatch(html(many.slice(0, 1000)), /class="pages"/);
});

Deno.test("paginate() returns the last page for a page number past the end", () => {
  const many = Array.from({ length: 1001 }, (_, index) => entry(`${index}`));
  const { page, pages, entries } = paginate(many, 999);
  assertEquals([page, pages, entries.length], [2, 2, 1]);
  assertEquals(paginate([], 5).page, 1);
});

Deno.test("parseView() replaces invalid values by the defaults", () => {
  const read = (query: string) => parseView(new URLSearchParams(query));
  assertEquals(read("?sort=x&order=x&layout=x&page=x"), VIEW);
  assertEquals([-1, 0, 1.5, 1e9, "1e3"].map((page) => read(`?page=${page}`).page), [1, 1, 1, 1, 1]);
  assertEquals(read("?page=7").page, 7);
});

Deno.test("directoryPage() is less than 30 KB together with its style sheet and script", () => {
  const assets = [...ASSETS].filter(([name]) => name.startsWith("listing."));
  assertEquals(assets.length, 2);
  const page = new TextEncoder().encode(html([])).byteLength;
  const size = assets.reduce((sum, [, { bytes }]) => sum + bytes.byteLength, page);
  assert(size < 30_000, `${size}`);
});
