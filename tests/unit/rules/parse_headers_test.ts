// The documented examples of `_headers`, from https://docs.netlify.com/manage/routing/headers/ and
// https://developers.cloudflare.com/pages/configuration/headers/

import { assertEquals } from "@std/assert";
import { parseHeaders } from "../../../lib/rules/parse_headers.ts";
import { ruledSite } from "../../support/rules.ts";
import type { Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "secure/page": "page",
  "home": "home",
  "static/image.jpg": "image",
  "static/styles.css": "styles",
  "movies/alien": "alien",
  "app/x": "x",
  "index.html": "index",
  "templates/index.html": "t",
  "templates/index2.html": "t",
  "about/faq/1": "1",
  "list/file": "f",
};

const CLOUDFLARE = `# This is a comment
/secure/page
  X-Frame-Options: DENY
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer

/static/*
  Access-Control-Allow-Origin: *
  X-Robots-Tag: nosnippet

https://myproject.localhost/*
  X-Robots-Tag: noindex
`;

type Fields = Readonly<Record<string, string | null>>;

async function check(
  headers: string,
  rows: readonly (readonly [string, string, Fields])[],
): Promise<void> {
  const site = ruledSite({ headers }, TREE);
  for (const [host, target, expected] of rows) {
    const response = await site.send(target, { host });
    await response.body?.cancel();
    const got = Object.keys(expected).map((name) => [name, response.headers.get(name)]);
    assertEquals([target, Object.fromEntries(got)], [target, expected]);
  }
}

Deno.test("_headers: Cloudflare's table of requests", () =>
  check(CLOUDFLARE, [
    ["localhost", "/secure/page", {
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "x-robots-tag": null,
    }],
    ["localhost", "/static/image.jpg", {
      "access-control-allow-origin": "*",
      "x-robots-tag": "nosnippet",
    }],
    ["myproject.localhost", "/home", { "x-robots-tag": "noindex", "x-frame-options": null }],
    ["myproject.localhost:1234", "/secure/page", {
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex",
    }],
    ["myproject.localhost", "/static/styles.css", {
      "access-control-allow-origin": "*",
      "x-robots-tag": "nosnippet, noindex",
    }],
  ]));

Deno.test("_headers: removed fields, placeholders and splats", async () => {
  await check(
    "/*\n  Content-Security-Policy: default-src 'self';\n\n/*.jpg\n  ! Content-Security-Policy\n",
    [
      ["localhost", "/home", { "content-security-policy": "default-src 'self';" }],
      ["localhost", "/static/image.jpg", { "content-security-policy": null }],
    ],
  );
  await check(
    '/movies/:title\n  x-movie-name: You are watching ":title"\n/app/*\n  X-S: [:splat]\n',
    [
      ["localhost", "/movies/alien", { "x-movie-name": 'You are watching "alien"' }],
      ["localhost", "/app/x", { "x-s": "[x]" }],
    ],
  );
  await check(
    "https://:project.localhost/*\n  Access-Control-Allow-Origin: https://staging.:project.test\n",
    [
      ["one.localhost", "/home", { "access-control-allow-origin": "https://staging.one.test" }],
      ["two.localhost", "/home", { "access-control-allow-origin": "https://staging.two.test" }],
      ["localhost", "/home", { "access-control-allow-origin": null }],
    ],
  );
  // Rules can also remove the fields that Plinth sets itself.
  await check("/home\n  ! Cache-Control\n  ! ETag\n  ! X-Content-Type-Options\n", [
    ["localhost", "/home", { "cache-control": null, "etag": null, "x-content-type-options": null }],
    ["localhost", "/app/x", { "cache-control": "no-cache", "x-content-type-options": "nosniff" }],
  ]);
});

Deno.test("_headers: Netlify's documented examples", async () => {
  await check(
    "/*\n  X-Frame-Options: DENY\n  X-XSS-Protection: 1; mode=block\n" +
      "/*\n  cache-control: max-age=0\n  cache-control: no-cache\n  cache-control: no-store\n" +
      "  cache-control: must-revalidate\n/templates/index2.html\n  X-Frame-Options: SAMEORIGIN\n",
    [
      ["localhost", "/home", {
        "x-frame-options": "DENY",
        "x-xss-protection": "1; mode=block",
        "cache-control": "max-age=0, no-cache, no-store, must-revalidate",
      }],
      ["localhost", "/templates/", { "x-frame-options": "DENY" }],
      ["localhost", "/templates/index2.html", { "x-frame-options": "DENY, SAMEORIGIN" }],
    ],
  );
});

Deno.test("_headers: cookies stay separate fields, Vary values are joined, Content-Type can be set", async () => {
  const headers = "/*\n  Set-Cookie: a=1\n  Set-Cookie: b=2\n  Vary: X-Thing\n" +
    "/secure/page\n  Content-Type: text/x-special; charset=UTF-8\n";
  const site = ruledSite({ headers }, TREE, { headers: [["set-cookie", "c=3"]] });
  const response = await site.send("/static/styles.css");
  assertEquals(response.headers.getSetCookie(), ["c=3", "a=1", "b=2"]);
  assertEquals(response.headers.get("vary"), "X-Thing, Accept-Encoding");
  const typed = await site.send("/secure/page");
  assertEquals(typed.headers.get("content-type"), "text/x-special; charset=UTF-8");
});

Deno.test("_headers: fields are sent with 304, 206, 404 and listings; a listing keeps its own policy", async () => {
  const site = ruledSite({
    headers:
      "/*\n  X-A: 1\n  Cache-Control: max-age=9\n  Content-Security-Policy: default-src 'none'\n",
  }, TREE);
  const etag = (await site.send("/home")).headers.get("etag") ?? "";
  for (
    const [target, fields, status] of [
      ["/home", { "if-none-match": etag }, 304],
      ["/home", { range: "bytes=0-1" }, 206],
      ["/none", {}, 404],
      ["/list/", {}, 200],
    ] as const
  ) {
    const response = await site.send(target, fields);
    await response.body?.cancel();
    assertEquals([target, response.status], [target, status]);
    assertEquals(response.headers.get("x-a"), "1");
    const cacheControl = response.headers.get("cache-control");
    assertEquals(cacheControl, status === 404 ? "no-cache" : "max-age=9");
    const policy = response.headers.get("content-security-policy") ?? "";
    assertEquals(policy.includes("style-src"), status === 404 || target === "/list/");
  }
});

Deno.test("_headers: Expires never contradicts Cache-Control", () =>
  check(
    "/home\n  Expires: Thu, 01 Jan 2037 00:00:00 GMT\n/app/*\n  Cache-Control: max-age=5\n" +
      "  Expires: Thu, 01 Jan 2037 00:00:00 GMT\n",
    [
      ["localhost", "/home", {
        "expires": "Thu, 01 Jan 2037 00:00:00 GMT",
        "cache-control": null,
      }],
      ["localhost", "/app/x", { "expires": null, "cache-control": "max-age=5" }],
    ],
  ));

Deno.test("_headers: redirects by a rule do not have them", async () => {
  const site = ruledSite({ redirects: "/old /new", headers: "/*\n  X-A: 1\n" }, TREE);
  const response = await site.send("/old");
  assertEquals([response.status, response.headers.get("x-a")], [301, null]);
});

Deno.test("_headers: errors by a rule have them, with and without a page", async () => {
  const redirects = "/gone /home.html 410\n/shut /none 403\n";
  const site = ruledSite({ redirects, headers: "/*\n  X-A: 1\n" }, TREE);
  for (const [target, status] of [["/gone", 410], ["/shut", 403]] as const) {
    const response = await site.send(target);
    await response.body?.cancel();
    assertEquals([target, response.status, response.headers.get("x-a")], [target, status, "1"]);
  }
});

Deno.test("parseHeaders() skips invalid lines with a diagnostic for each", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["/*\n  Basic-Auth: user:password", "password is plain text", true],
    ["/*\n  Content-Length: 1", "can't set Content-Length", false],
    ["/*\n  No colon", "can't be", false],
    ["/*\n  X-A: ü", "can't be", false],
    ["/*\n  ! Content-Length", "can't be removed", false],
    ["x\n", "is not a path", false],
    ["  X-A: 1", "has no path", false],
  ];
  for (const [text, problem, isUnsupported] of rows) {
    const { diagnostics } = parseHeaders(text);
    assertEquals([text, diagnostics.length], [text, 1]);
    assertEquals(diagnostics[0]?.problem.includes(problem), true, diagnostics[0]?.problem);
    assertEquals(diagnostics[0]?.isUnsupported, isUnsupported, text);
  }
});

Deno.test("parseHeaders() accepts at most 1,000 rules", () => {
  const { rules, diagnostics } = parseHeaders("/a\n  X-A: 1\n".repeat(1001));
  assertEquals([rules.length, diagnostics.length > 0], [1000, true]);
});
