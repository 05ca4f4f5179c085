// The documented examples of `_redirects`, and further cases. Sources:
// https://docs.netlify.com/manage/routing/redirects/ and https://developers.cloudflare.com/pages/configuration/redirects/

import { assertEquals } from "@std/assert";
import { parseRedirects } from "../../../lib/rules/parse_redirects.ts";
import { outcome, ruledSite } from "../../support/rules.ts";
import type { RequestFields, Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "index.html": "home",
  "store-closed.html": "closed",
  "en/404.html": "missing",
  "de/404.html": "fehlt",
  "404.html": "nothing",
  "app/index.html": "app",
  "blog/a.html": "post a",
  "there.html": "there",
  "b.html": "b",
  "c.html": "c",
};

/** [rules, then for each request: target, outcome, fields]. */
type Row = readonly [string, ...(readonly [string, string, RequestFields?])[]];

const NETLIFY: readonly Row[] = [
  ["/home /", ["/home", "301 /"], ["/home/", "301 /"], ["/homes", "404 nothing"]],
  ["/blog/my-post.php /blog/my-post", ["/blog/my-post.php", "301 /blog/my-post"]],
  ["/news /blog", ["/news", "301 /blog"], ["/News", "404 nothing"]],
  ["/cuties https://www.petsofnetlify.com", ["/cuties", "301 https://www.petsofnetlify.com"]],
  ["/authors/c%C3%A9line /authors/about-c%C3%A9line", [
    "/authors/c%C3%A9line",
    "301 /authors/about-c%C3%A9line",
  ], ["/authors/céline", "301 /authors/about-c%C3%A9line"]],
  // The first match applies.
  ["/blog/old /blog/new 301\n/blog/old /blog/other 301", ["/blog/old", "301 /blog/new"]],
  [
    "/home / 301\n/my-redirect / 302\n/ecommerce /store-closed 404\n/pass-through /index.html 200",
    [
      "/home",
      "301 /",
    ],
    ["/my-redirect", "302 /"],
    ["/ecommerce", "404 closed"],
    ["/pass-through", "200 home"],
  ],
  ["/en/* /en/404.html 404\n/de/* /de/404.html 404", ["/en/x/y", "404 missing"], [
    "/de/x",
    "404 fehlt",
  ], ["/fr/x", "404 nothing"]],
  ["/news/* /blog/:splat", ["/news/2004/01/10/my-story", "301 /blog/2004/01/10/my-story"], [
    "/news",
    "301 /blog/",
  ], ["/news/", "301 /blog/"]],
  ["/news/:year/:month/:date/:slug /blog/:date/:month/:year/:slug", [
    "/news/2004/02/12/my-story",
    "301 /blog/12/02/2004/my-story",
  ], ["/news/2004/02/12", "404 nothing"]],
  [
    "/articles id=:id tag=:tag /posts/:tag/:id 301",
    [
      "/articles?id=123&tag=netlify",
      "301 /posts/netlify/123",
    ],
    ["/articles?tag=x", "404 nothing"],
    ["/articles?tag=b&id=a&page=2", "301 /posts/b/a?page=2"],
  ],
  ["/store id=:id /blog/:id 301", ["/store?id=my-blog-post", "301 /blog/my-blog-post"], [
    "/store",
    "404 nothing",
  ]],
  [
    "/path/* param1=:value1 param2=:value2 /otherpath/:value1/:value2/:splat 301\n" +
    "/path/* param1=:value1 /otherpath/:value1/:splat 301\n" +
    "/path/* param2=:value2 /otherpath/:value2/:splat 301\n" +
    "/path/* /otherpath/:splat 301",
    ["/path/x?param1=1&param2=2", "301 /otherpath/1/2/x"],
    ["/path/x?param1=1", "301 /otherpath/1/x"],
    ["/path/x?param2=2", "301 /otherpath/2/x"],
    ["/path/x", "301 /otherpath/x"],
  ],
  ["http://blog.localhost/* https://www.example.com/blog/:splat 301!", [
    "/a/b",
    "301 https://www.example.com/blog/a/b",
    { host: "blog.localhost:8000" },
  ], ["/", "200 home"]],
  // A rule for https does not match http; otherwise a redirect from http to https would loop.
  ["https://localhost/* https://example.com/:splat 301!", ["/", "200 home"]],
  ["/ /china 302 Language=zh\n/ /anz 302 Country=au,nz", ["/", "200 home"]],
  [
    "/ /china 302! Country=cn,hk,tw\n/ /israel 302! Country=il Language=he",
    ["/", "302 /china", { "cf-ipcountry": "TW" }],
    ["/", "200 home", { "cf-ipcountry": "IL" }],
    ["/", "302 /israel", { "cf-ipcountry": "IL", "accept-language": "he-IL,en;q=0.5" }],
  ],
  ["/en-only /en 302 Language=en\n/en-only /xx 302", ["/en-only", "302 /en", {
    "accept-language": "en-US,en;q=0.9,fr;q=0.8",
  }], ["/en-only", "302 /xx", { "accept-language": "fr-CH, fr;q=0.9, en;q=0.8" }]],
  ["/x /y 302 Cookie=is_staff", ["/x", "404 nothing"], ["/x", "302 /y", {
    cookie: "a=b; is_staff=1",
  }]],
  // Existing files take precedence, unless the rule is forced.
  ["/* /index.html 200", ["/any/path", "200 home"], ["/there.html", "200 there"], [
    "/app/",
    "200 app",
  ], ["/app", "301 /app/"]],
  ["/there.html / 301!\n/app/* / 302!", ["/there.html", "301 /"], ["/app/", "302 /"]],
  ["/there.html / 301", ["/there.html", "200 there"]],
  // A folder takes precedence if it has an index file.
  ["/blog / 302\n/app / 302", ["/blog", "302 /"], ["/app", "301 /app/"]],
];

const CLOUDFLARE: readonly Row[] = [
  [
    "/home301 / 301\n/home302 / 302\n/querystrings /?query=string 301\n/twitch https://twitch.tv 302\n" +
    "/trailing /trailing/ 301\n/notrailing/ /nottrailing 301\n/page/ /page2/#fragment 301\n" +
    "/blog/* https://blog.my.domain/:splat 302\n/products/:code/:name /products?code=:code&name=:name 302",
    ["/home301", "301 /"],
    ["/home302", "302 /"],
    ["/querystrings", "301 /?query=string"],
    ["/querystrings?a=1", "301 /?query=string&a=1"],
    ["/querystrings?query=2", "301 /?query=string"],
    ["/twitch", "302 https://twitch.tv"],
    ["/trailing", "301 /trailing/"],
    ["/trailing/", "404 nothing"],
    ["/notrailing/", "301 /nottrailing"],
    ["/page/", "301 /page2/#fragment"],
    ["/page/?x=1", "301 /page2/?x=1#fragment"],
    ["/blog/x/y", "302 https://blog.my.domain/x/y"],
    ["/products/a%26b/c%20d", "302 /products?code=a%26b&name=c%20d"],
  ],
  ["/movies/:title /media/:title", ["/movies/alien", "301 /media/alien"]],
  ["/blog/:year/:month/:date/:slug /news/:year/:month/:date/:slug", [
    "/blog/2020/1/2/x",
    "301 /news/2020/1/2/x",
  ]],
  // Only one rule applies; its target is not matched again.
  ["/a /b 200\n/b /c 200", ["/a", "200 b"], ["/b", "200 c"]],
  ["/about/faq/* /there.html 200", ["/about/faq/1", "200 there"]],
];

const OTHERS: readonly Row[] = [
  ["/gone / 410\n/secret/* / 403\n/law / 451", ["/gone", "410 home"], ["/secret/x", "403 home"], [
    "/law",
    "451 home",
  ]],
  ["/a /b 303\n/c /d 307\n/e /f 308", ["/a", "303 /b"], ["/c", "307 /d"], ["/e", "308 /f"]],
  ["/q/:x.php /r/:x", ["/q/a.b.php", "301 /r/a.b"]],
  // A rewrite target may omit .html, as on other hosts; a missing target is a 404.
  ["/x /there 200\n/y /nowhere 200", ["/x", "200 there"], ["/y", "404 nothing"]],
  // A request can't change the origin that it is redirected to.
  [
    "/to/* /:splat\n/out/* https://example.com/:splat\n/h/:x https://example.com/?u=:x",
    [
      "/to//evil.test/",
      "301 /evil.test/",
    ],
    ["/to/%5Cevil.test", "404 nothing"],
    ["/out/a%3Fb%23c%40d", "301 https://example.com/a%3Fb%23c%40d"],
    [
      "/h/a%26b%3Dc%23d",
      "301 https://example.com/?u=a%26b%3Dc%23d",
    ],
    ["/to/%0d%0aX:1", "400"],
  ],
  ["/x/* /:splat 200", ["/x/..%2fb.html", "404 nothing"], ["/x/_redirects", "404 nothing"]],
  ["/q /to", ["/q?a=1&b=%20ü", "301 /to?a=1&b=%20%C3%BC"]],
  ["# only a comment\n\n  /a   /b   302   # and another", ["/a", "302 /b"]],
];

async function check(rows: readonly Row[]): Promise<void> {
  for (const [redirects, ...requests] of rows) {
    const site = ruledSite({ redirects }, TREE);
    for (const [target, expected, fields] of requests) {
      const got = await outcome(site, target, fields);
      const shown = expected === "400" ? got.slice(0, 3) : got;
      assertEquals([redirects, target, shown], [redirects, target, expected]);
    }
  }
}

Deno.test("_redirects: Netlify's documented examples", () => check(NETLIFY));
Deno.test("_redirects: Cloudflare's documented examples", () => check(CLOUDFLARE));
Deno.test("_redirects: further cases", () => check(OTHERS));

Deno.test("_redirects: conditions add their fields to Vary, even if they do not hold", async () => {
  const site = ruledSite({ redirects: "/ /en 302! Language=en\n/ /x 302! Country=us" }, TREE);
  for (const fields of [{}, { "accept-language": "en" }]) {
    const vary = (await site.send("/", fields)).headers.get("vary") ?? "";
    assertEquals(vary.includes("Accept-Language"), true, vary);
  }
  const other = await site.send("/b.html");
  assertEquals(other.headers.get("vary")?.includes("Language"), false);
});

Deno.test("parseRedirects() skips invalid lines with a diagnostic for each", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["/blog/* https://blog.example.com/:splat 200", "fetch from another server", true],
    ["/a /b 301 Role=admin", "the condition Role is not supported", true],
    ["/a", "has no target", false],
    ["a /b", "is not a path", false],
    ["/a /b 300", '"300" is not a supported status', false],
    ["/a /b 30x", "is not a supported status", false],
    ["/a //evil.test", "can't be a target", false],
    ["/a https://:host.example.com/", "has no valid host", false],
    ["/a https://user@example.com/", "has no valid host", false],
    ["/a ftp://example.com/", "can't be a target", false],
    ["/:a/:a /b", "twice", false],
    ["/*x:y /b", "whole segment", false],
    ["/%zz /b", "percent escape", false],
    [`/a /${"b".repeat(5000)}`, "too long", false],
  ];
  for (const [line, problem, isUnsupported] of rows) {
    const { rules, diagnostics } = parseRedirects(`# first\n${line}\n/x /y`);
    assertEquals([line, rules.length, diagnostics.length], [line, 1, 1]);
    const [diagnostic] = diagnostics;
    assertEquals([diagnostic?.line, diagnostic?.isUnsupported], [2, isUnsupported], line);
    assertEquals(diagnostic?.problem.includes(problem), true, diagnostic?.problem);
  }
});

Deno.test("parseRedirects() accepts at most 10,000 rules", () => {
  const { rules, diagnostics } = parseRedirects("/a /b\n".repeat(10_001));
  assertEquals([rules.length, diagnostics.length], [10_000, 1]);
});
