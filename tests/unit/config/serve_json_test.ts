// The documented behaviour of serve.json (https://github.com/vercel/serve-handler, "Options"), on files in memory.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseSettings, type Settings } from "../../../lib/config/parse_settings.ts";
import { type MemorySite, memorySite, type Tree } from "../../support/memory_site.ts";
import { outcome } from "../../support/rules.ts";

const TREE: Tree = {
  "index.html": "home",
  "about.html": "about",
  "app/x.html": "app x",
  "app/data.json": "{}",
  "docs/index.html": "docs",
  "edit-project.html": "edit",
  "edit-project-123.html": "edit 123",
  "assets/a.png": "png",
  "assets/private/b.txt": "b",
  "single/only.txt": "only",
  "mixed/.DS_Store": "x",
  "mixed/a.txt": "a",
  "mixed/b.tmp": "b",
};

async function serve(value: unknown): Promise<{ site: MemorySite; settings: Settings }> {
  const settings = await parseSettings(JSON.stringify(value), "/srv/serve.json");
  const { options, rules } = settings;
  const site = memorySite(TREE, {
    cleanUrls: options.cleanUrls ?? false,
    listing: options.noListing !== true,
    followSymlinks: options.followSymlinks ?? false,
    etag: options.etag ?? "stat",
    ...rules,
  });
  return { site, settings };
}

async function check(value: unknown, rows: Readonly<Record<string, string>>): Promise<void> {
  const { site, settings } = await serve(value);
  assertEquals(settings.unsupported, []);
  for (const [target, expected] of Object.entries(rows)) {
    const got = await outcome(site, target);
    const shown = expected.length === 3 ? got.slice(0, 3) : got;
    assertEquals([JSON.stringify(value), target, shown], [JSON.stringify(value), target, expected]);
  }
}

Deno.test("serve.json: public is relative to the folder of the file", async () => {
  assertEquals((await serve({ public: "_site" })).settings.options.directory, "/srv/_site");
  assertEquals((await serve({ public: "/abs" })).settings.options.directory, "/abs");
  assertEquals((await serve({})).settings.options.directory, "/srv");
});

Deno.test("serve.json: cleanUrls is on, off, or for some paths", async () => {
  await check({}, { "/about": "200 about", "/about.html": "301 /about" });
  await check({ cleanUrls: false }, { "/about": "404", "/about.html": "200 about" });
  await check({ cleanUrls: ["/app/**"] }, {
    "/app/x": "200 app x",
    "/app/x.html": "301 /app/x",
    "/about.html": "200 about",
    "/about": "404",
  });
  await check({ cleanUrls: ["/**", "!/app/**"] }, {
    "/about": "200 about",
    "/app/x": "404",
    "/app/x.html": "200 app x",
  });
});

Deno.test("serve.json: rewrites by glob and by :name", async () => {
  await check({
    rewrites: [
      { source: "routes/**", destination: "/index.html" },
      { source: "projects/*/edit", destination: "/edit-project.html" },
    ],
  }, { "/routes/a/b": "200 home", "/projects/1/edit": "200 edit", "/projects/1/2/edit": "404" });
  await check({
    rewrites: [{ source: "/projects/:id/edit", destination: "/edit-project-:id.html" }],
  }, { "/projects/123/edit": "200 edit 123", "/projects/4/edit": "404" });
  // A single-page application: existing files take precedence.
  await check({ rewrites: [{ source: "**", destination: "/index.html" }] }, {
    "/any/where": "200 home",
    "/app/data.json": "200 {}",
  });
});

Deno.test("serve.json: redirects apply even if a file exists", async () => {
  await check({
    redirects: [
      { source: "/from", destination: "/to" },
      { source: "/old-pages/**", destination: "/home" },
      { source: "/old-docs/:id", destination: "/new-docs/:id" },
      { source: "/old", destination: "/new", type: 302 },
      { source: "/about", destination: "https://example.com/about" },
    ],
  }, {
    "/from": "301 /to",
    "/old-pages/a/b": "301 /home",
    "/old-docs/12": "301 /new-docs/12",
    "/old": "302 /new",
    "/about": "301 https://example.com/about",
  });
});

Deno.test("serve.json: later headers replace earlier ones, and null removes one", async () => {
  const { site } = await serve({
    headers: [
      {
        source: "**/*.@(jpg|jpeg|gif|png)",
        headers: [{ key: "Cache-Control", value: "max-age=7200" }],
      },
      { source: "assets/a.png", headers: [{ key: "Cache-Control", value: "max-age=1" }] },
      { source: "about", headers: [{ key: "ETag", value: null }, { key: "X-A", value: "1" }] },
    ],
  });
  const png = await site.send("/assets/a.png");
  await png.body?.cancel();
  assertEquals(png.headers.get("cache-control"), "max-age=1");
  const about = await site.send("/about");
  await about.body?.cancel();
  assertEquals([about.headers.get("etag"), about.headers.get("x-a")], [null, "1"]);
});

Deno.test("serve.json: directoryListing and unlisted", async () => {
  await check({ directoryListing: false }, { "/assets/": "404" });
  await check({ directoryListing: ["/assets/**", "/!assets/private/**"] }, {
    "/assets/": "200",
    "/assets/private/": "404",
    "/mixed/": "404",
  });
  const { site } = await serve({ unlisted: [".DS_Store", "*.tmp"] });
  const listing = await site.send("/mixed/", { accept: "text/plain" });
  assertEquals(await listing.text(), "a.txt\n");
  // It is not listed, but it is served.
  assertEquals(await outcome(site, "/mixed/b.tmp"), "200 b");
});

Deno.test("serve.json: trailingSlash adds or removes the slash", async () => {
  await check({ trailingSlash: true }, {
    "/about": "301 /about/",
    "/about/": "200 about",
    "/about.html": "301 /about/",
    "/docs": "301 /docs/",
    "/docs/": "200 docs",
    "/docs/index.html": "301 /docs/",
    "/app/data.json": "200 {}",
    "/": "200 home",
  });
  await check({ trailingSlash: false }, {
    "/about": "200 about",
    "/about/": "301 /about",
    "/docs": "200 docs",
    "/docs/": "301 /docs",
    "/docs/index.html": "301 /docs",
    "/assets/": "301 /assets",
    "/": "200 home",
    "/none/": "404",
  });
});

Deno.test("serve.json: renderSingle, symlinks, etag", async () => {
  await check({ renderSingle: true }, { "/single/": "200 only", "/mixed/": "200" });
  await check({}, { "/single/": "200" });
  assertEquals((await serve({ symlinks: true })).settings.options.followSymlinks, true);
  assertEquals((await serve({ etag: false })).settings.options.etag, "off");
});

Deno.test("serve.json: unsupported settings are reported with their position and ignored", async () => {
  const text = `{
  "proxy": true,
  "rewrites": [
    { "source": "/a/:b*", "destination": "/x" },
    { "source": "/api/**", "destination": "https://api.example/" },
    { "source": "!(a)", "destination": "/x" },
    { "source": "/ok/**", "destination": "/about.html", "terminal": true }
  ]
}`;
  const { unsupported, rules } = await parseSettings(text, "/srv/serve.json");
  const reported = unsupported.map(({ line, problem }) => `${line}: ${problem}`).sort();
  assertEquals(reported.length, 5);
  for (
    const [index, part] of [
      '2: "proxy" is not supported',
      "4: ",
      "5: ",
      "6: ",
      '7: "rewrites"[3]."terminal" is not supported',
    ].entries()
  ) assertStringIncludes(reported[index] ?? "", part);
  assertEquals(rules.redirects.map(({ from }) => from), ["/ok/**"]);
});
