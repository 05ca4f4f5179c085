// One canonical address for each page, and the page of a single-page application: on files in memory.

import { assertEquals } from "@std/assert";
import { memorySite, type Tree } from "../../support/memory_site.ts";
import { outcome, ruledSite } from "../../support/rules.ts";

const TREE: Tree = {
  "index.html": "home",
  "about.html": "about",
  "dir/index.html": "dir",
  "dir/page.html": "page",
  "both.html": "both file",
  "both/index.html": "both folder",
  "bare.html": "bare",
  "bare/x.txt": "x",
  "taken": "taken",
  "taken.html": "taken html",
  "app.js": "app",
  "404.html": "nothing",
};

const CLEAN: readonly (readonly [string, string])[] = [
  ["/", "200 home"],
  ["/index.html", "301 /"],
  ["/about", "200 about"],
  ["/about/", "301 /about"],
  ["/about.html", "301 /about"],
  ["/about.html?a=1&b=2", "301 /about?a=1&b=2"],
  ["/about/?q", "301 /about?q"],
  ["/about.html/", "404 nothing"],
  ["/dir", "301 /dir/"],
  ["/dir/", "200 dir"],
  ["/dir/index.html", "301 /dir/"],
  ["/dir/index", "200 dir"],
  ["/dir/page", "200 page"],
  ["/dir/page.html", "301 /dir/page"],
  // A file and a folder of the same name each keep their own address.
  ["/both", "200 both file"],
  ["/both/", "200 both folder"],
  ["/both.html", "301 /both"],
  // The file takes precedence over a folder without an index file.
  ["/bare", "200 bare"],
  ["/bare/", "301 /bare"],
  ["/bare/x.txt", "200 x"],
  // A file with exactly this name takes precedence.
  ["/taken", "200 taken"],
  ["/taken.html", "200 taken html"],
  ["/app.js", "200 app"],
  ["/app", "404 nothing"],
  ["/none", "404 nothing"],
  ["/none.html", "404 nothing"],
];

Deno.test("--clean-urls: every other address redirects to the canonical one", async () => {
  for (const basePath of [[], ["docs", "v1"]]) {
    const base = basePath.map((name) => `/${name}`).join("");
    const site = memorySite(TREE, { cleanUrls: true, basePath, listing: false });
    for (const [target, expected] of CLEAN) {
      const moved = expected.replace(/^301 \//, `301 ${base}/`);
      assertEquals([target, await outcome(site, `${base}${target}`)], [target, moved]);
    }
  }
});

Deno.test("--clean-urls: no redirect leads to another one", async () => {
  const site = memorySite(TREE, { cleanUrls: true });
  for (const [target] of CLEAN) {
    const first = await site.send(target);
    await first.body?.cancel();
    const location = first.headers.get("location");
    if (location === null) continue;
    const second = await site.send(location);
    await second.body?.cancel();
    assertEquals([target, second.status], [target, 200]);
  }
});

const SPA: readonly (readonly [string, string])[] = [
  ["/", "200 home"],
  ["/users/1", "200 home"],
  ["/users/1/", "200 home"],
  ["/users/1?tab=x", "200 home"],
  // A missing asset is a 404.
  ["/assets/app.123.js", "404 nothing"],
  ["/users/me.png", "404 nothing"],
  ["/v1.2/users", "200 home"],
  // Existing files take precedence.
  ["/about.html", "200 about"],
  ["/dir/", "200 dir"],
  ["/dir", "301 /dir/"],
  ["/taken", "200 taken"],
  ["/.env", "404 nothing"],
  ["/a%2fb", "404 nothing"],
];

Deno.test("--spa: unknown paths get the page, missing assets get 404", async () => {
  for (const basePath of [[], ["docs"]]) {
    const base = basePath.map((name) => `/${name}`).join("");
    const site = memorySite(TREE, { spa: "/index.html", basePath });
    for (const [target, expected] of SPA) {
      const moved = expected.replace(/^301 \//, `301 ${base}/`);
      assertEquals([target, await outcome(site, `${base}${target}`)], [target, moved]);
    }
    if (base !== "") assertEquals(await outcome(site, "/elsewhere"), "404 nothing");
  }
});

Deno.test("--spa: combined with --clean-urls, with another page, and with a missing page", async () => {
  const both = memorySite(TREE, { spa: "/index.html", cleanUrls: true });
  assertEquals(await outcome(both, "/about"), "200 about");
  assertEquals(await outcome(both, "/deep/link"), "200 home");
  assertEquals(await outcome(both, "/about.html"), "301 /about");
  assertEquals(await outcome(memorySite(TREE, { spa: "/app.js" }), "/x"), "200 app");
  assertEquals(await outcome(memorySite(TREE, { spa: "/gone.html" }), "/x"), "404 nothing");
});

Deno.test("--spa: the page supports conditional and range requests", async () => {
  const site = memorySite(TREE, { spa: "/index.html" });
  const page = await site.send("/x");
  await page.body?.cancel();
  const etag = page.headers.get("etag") ?? "";
  const again = await site.send("/x", { "if-none-match": etag });
  assertEquals([again.status, await again.text()], [304, ""]);
  const range = await site.send("/x", { range: "bytes=0-1" });
  assertEquals([range.status, await range.text()], [206, "ho"]);
});

Deno.test("--spa: rules take precedence, and a clean URL counts as an existing file", async () => {
  const site = ruledSite({ redirects: "/old /new 301\n/about / 302\n/x/* /:splat 301" }, TREE, {
    spa: "/index.html",
    cleanUrls: true,
  });
  assertEquals(await outcome(site, "/old"), "301 /new");
  assertEquals(await outcome(site, "/about"), "200 about");
  assertEquals(await outcome(site, "/about/"), "301 /about");
  assertEquals(await outcome(site, "/x/about"), "301 /about");
});
