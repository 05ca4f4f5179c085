import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { createHash } from "node:crypto";
import { file, link } from "../../support/memory_file_system.ts";
import { ask, assertAllClosed, memorySite, type Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "dir/README.md": "# Hello\n\n<script>alert(1)</script>",
  "dir/a.txt": "first & <second>",
  "dir/photo.jpg": "x",
  "dir/song.mp3": "x",
  "dir/film.mp4": "x",
  "dir/paper.pdf": "x",
  "dir/page.html": "<script>alert(1)</script>",
  "dir/noise.bin": new Uint8Array([1, 0, 2]),
  "dir/empty.txt": "",
  "dir/large.txt": "x".repeat(300 * 1024),
  "dir/sub/deep/report.txt": "deep",
  "dir/.secret": "hush",
  "dir/out.txt": link("/etc/passwd"),
  "/etc/passwd": "toor",
  "index/index.html": "<p>",
  "dir/locked.txt": file("x", { readable: false }),
};

Deno.test("serveFolder() allows only its own script, by digest", async () => {
  const site = memorySite(TREE);
  const { headers, text } = await ask(site, "/dir/");
  const [, source = "", integrity = ""] =
    /<script type="module" src="([^"]*)" integrity="([^"]*)">/.exec(text) ?? [];
  const policy = headers["content-security-policy"] ?? "";
  assertStringIncludes(policy, `default-src 'none'; script-src '${integrity}';`);
  assertNotMatch(policy, /unsafe|\*|script-src[^;]*'self'/);
  const script = await ask(site, source);
  assertEquals(script.status, 200);
  const digest = createHash("sha256").update(script.text).digest("base64");
  assertEquals(integrity, `sha256-${digest}`);
  assertNotMatch(text, /<style|style=|\son\w+=/);
});

Deno.test("serveFolder() shows the README below the entries, without its scripts", async () => {
  const { text } = await ask(memorySite(TREE), "/dir/");
  assertStringIncludes(text, "<h3>Hello</h3>");
  assertNotMatch(text, /alert\(1\)/);
});

Deno.test("serveFolder() shows a note if a README is too long to be formatted or shown completely", async () => {
  const long = `# Hello\n\n${"long ".repeat(20_000)}end`;
  const site = memorySite({ "md/README.md": long, "text/README": long, "short/README": "# Hello" });
  const markdown = (await ask(site, "/md/")).text;
  assertMatch(
    markdown,
    /too long to be formatted.* Only the beginning is shown\. <a href="\.\/README\.md">/,
  );
  assertMatch(markdown, /<pre tabindex="0">\n# Hello/);
  const text = (await ask(site, "/text/")).text;
  assertMatch(text, /<p class="sum">Only the beginning is shown\. <a href="\.\/README">/);
  assertNotMatch((await ask(site, "/short/")).text, /too long|Only the beginning/);
  assertMatch((await ask(site, "/md/?view=README.md")).text, /too long to be formatted/);
});

/** The names that a page lists, in order. */
function namesOn(page: string): string[] {
  return [...page.matchAll(/<tr><td><a href="\.\/([^"]*)">/g)].map(([, name = ""]) => name);
}

const LARGE: Tree = {
  ...Object.fromEntries(Array.from({ length: 2500 }, (_, index) => [`large/file ${index}`, "x"])),
  ...Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`large/sub ${index}/a`, "x"])),
  "large/README": "read me",
  "large/to a folder": link("sub 1"),
  "large/to nothing": link("gone"),
  "large/to secrets": link("/etc/passwd"),
  "/etc/passwd": "toor",
};

Deno.test("serveFolder() stats only the entries of a large folder that the page shows", async () => {
  const expected = [
    ...Array.from({ length: 700 }, (_, index) => `sub%20${index}/`),
    ...["to%20a%20folder/"],
    ...Array.from({ length: 2500 }, (_, index) => `file%20${index}`),
    ...["README"],
  ];
  for (const order of ["asc", "desc"]) {
    const folders = expected.filter((name) => name.endsWith("/"));
    const files = expected.filter((name) => !name.endsWith("/"));
    const all = order === "asc" ? expected : [...folders.reverse(), ...files.reverse()];
    for (const page of [1, 2, 4, 9]) {
      const site = memorySite(LARGE);
      const { text } = await ask(site, `/large/?order=${order}&page=${page}`);
      const start = (Math.min(page, 4) - 1) * 1000;
      assertEquals(namesOn(text), all.slice(start, start + 1000));
      assertStringIncludes(text, ">701 folders · 2,501 files<");
      assertStringIncludes(text, `Page ${Math.min(page, 4)} of 4<`);
      assertEquals(text.includes("read me"), page === 1);
      const looked = site.files.calls.filter((call) => call.startsWith("lstat")).length;
      assert(looked < 1100, `${looked} entries were looked at`);
    }
  }
});

Deno.test("serveFolder() stats all entries of a large folder to sort them by size", async () => {
  const { text } = await ask(memorySite(LARGE), "/large/?sort=size&order=desc&page=2");
  assertEquals(namesOn(text).at(-1)?.startsWith("file"), true);
  assertStringIncludes(text, ">701 folders · 2,501 files · 2.45 KiB<");
});

Deno.test("serveFolder() shows a preview by kind of file", async () => {
  const site = memorySite(TREE);
  const table: readonly (readonly [string, RegExp])[] = [
    ["photo.jpg", /<img class="whole" src="\.\/photo\.jpg" alt="photo\.jpg">/],
    ["song.mp3", /<audio controls src="\.\/song\.mp3"/],
    ["film.mp4", /<video controls playsinline src="\.\/film\.mp4"/],
    ["paper.pdf", /<iframe src="\.\/paper\.pdf" title="paper\.pdf">/],
    ["README.md", /<div class="md"><h2>Hello<\/h2>/],
    ["a.txt", /<pre [^>]*>\nfirst &amp; &lt;second&gt;<\/pre>/],
    ["page.html", /<pre [^>]*>\n&lt;script&gt;alert\(1\)/],
    ["noise.bin", /There is no preview/],
    ["empty.txt", /This file is empty/],
    ["large.txt", /x<\/pre><p class="sum">Only the beginning is shown/],
  ];
  for (const [name, pattern] of table) {
    const { status, text, headers } = await ask(site, `/dir/?view=${name}`);
    assertEquals(status, 200, name);
    assertMatch(text, pattern);
    assertMatch(headers["content-security-policy"] ?? "", /^default-src 'none'/);
  }
  await assertAllClosed(site.files);
});

Deno.test("serveFolder() shows no entries that would not be served", async () => {
  const site = memorySite(TREE);
  const names = [
    ".secret",
    "out.txt",
    "locked.txt",
    "sub",
    "nothing",
    "..%2f..%2fetc%2fpasswd",
    "sub%2fdeep%2freport.txt",
    "..",
    ".",
    "",
    "%00",
    "a.txt%00",
    "..%5cetc",
  ];
  for (const name of names) {
    const { status, text } = await ask(site, `/dir/?view=${name}`);
    assertEquals(status, 404, name);
    assertNotMatch(text, /toor|hush|deep</);
  }
});

Deno.test("serveFolder() sends search results in the requested format, with paths below the folder", async () => {
  const site = memorySite(TREE);
  const json = await ask(site, "/dir/?search=REPORT&format=json");
  assertEquals(JSON.parse(json.text), {
    path: "/dir/",
    search: "REPORT",
    entries: [{
      name: "sub/deep/report.txt",
      type: "file",
      size: 4,
      modified: "2020-01-01T00:00:00.000Z",
    }],
    complete: true,
  });
  const text = await ask(site, "/dir/?search=report", { accept: "text/plain" });
  assertEquals(text.text, "sub/deep/report.txt\n");
  const html = await ask(site, "/dir/?search=report", { "accept-encoding": "br, gzip" });
  assertEquals(html.headers["content-encoding"], undefined);
  assertStringIncludes(html.text, '<a href="./sub/deep/report.txt">');
  assertStringIncludes(html.text, '<a class="v" href="./sub/deep/?view=report.txt"');
  assertStringIncludes(html.text, "1 found.");
  const nothing = await ask(site, "/dir/?search=%3Cb%3E");
  assertStringIncludes(nothing.text, "“<bdi>&lt;b&gt;</bdi>”");
  for (const query of ["secret", "passwd", "out"]) {
    const { text } = await ask(site, `/dir/?search=${query}&format=json`);
    assertEquals(JSON.parse(text).entries, []);
  }
});

Deno.test("serveFolder() runs four searches at once in a worker; HEAD runs none", async () => {
  const site = memorySite(TREE);
  const bodies = [];
  for (let count = 0; count < 4; count++) {
    bodies.push((await site.send("/dir/?search=x&format=text")).body);
  }
  const fifth = await ask(site, "/dir/?search=x");
  assertEquals([fifth.status, fifth.headers["retry-after"]], [503, "1"]);
  assertEquals((await ask(site, "/dir/?search=x", {}, "HEAD")).status, 200);
  for (const body of bodies) await body?.cancel();
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  assertEquals((await ask(site, "/dir/?search=x")).status, 200);
});

Deno.test("assets: served below the base path, immutable, compressed and with validators", async () => {
  const site = memorySite(TREE, { basePath: ["base"] });
  const [, path = ""] = /href="([^"]*\.css)"/.exec((await ask(site, "/base/dir/")).text) ?? [];
  assertMatch(path, /^\/base\/\.plinth\/listing\.[0-9a-f]{12}\.css$/);
  const plain = await ask(site, path);
  assertEquals([plain.status, plain.headers["content-type"]], [200, "text/css; charset=UTF-8"]);
  assertMatch(plain.headers["cache-control"] ?? "", /immutable/);
  const coded = await site.send(path, { "accept-encoding": "gzip" });
  assertEquals(coded.headers.get("content-encoding"), "gzip");
  assert((await coded.bytes()).byteLength < plain.text.length / 2);
  assert(coded.headers.get("etag") !== plain.headers["etag"]);
  const etag = plain.headers["etag"] ?? "";
  assertEquals((await ask(site, path, { "if-none-match": etag })).status, 304);
  const head = await ask(site, path, {}, "HEAD");
  assertEquals(head.headers["content-length"], plain.headers["content-length"]);
  for (const other of ["/base/.plinth/", "/base/.plinth/x.css", "/.plinth/x", "/base/.plinth"]) {
    assertEquals((await ask(site, other)).status, 404);
  }
});
