// Precedence of the layers that handle a request, as the manual's page on site rules describes it. All layers of one
// site could handle each request of the table; the first one must.

import { assertEquals } from "@std/assert";
import { bcrypt } from "hash-wasm";
import { TemporaryFolder } from "../support/folder.ts";
import { Server, shared } from "../support/server.ts";

/** Starts a server with a site, its rules files, and a settings file. */
async function start(): Promise<{ server: Server } & AsyncDisposable> {
  const folder = new TemporaryFolder();
  const salt = new Uint8Array(16);
  const hash = await bcrypt({ password: "open", salt, costFactor: 4, outputType: "encoded" });
  folder.write("users", `ann:${hash}\n`);
  folder.write("site/index.html", "home");
  folder.write("site/file.txt", "the file");
  folder.write("site/forced.txt", "never seen");
  folder.write("site/about.html", "about");
  folder.write("site/private/file.txt", "private");
  folder.write("site/folder/index.html", "index");
  folder.write("site/app.html", "the application");
  folder.write("site/404.html", "not found");
  folder.write(
    "site/_redirects",
    ["/file.txt /wrong", "/forced.txt /by-file 302!", "/both /by-file", "/folder/* /wrong"]
      .concat("/private/* /wrong 302!", "/rewritten /file.txt 200", "/nowhere /no.txt 200")
      .concat("/nothing/* /gone.html 404").join("\n"),
  );
  folder.write("site/_headers", "/file.txt\n  X-From: _headers\n  X-Low: _headers\n");
  folder.write(
    "plinth.json",
    JSON.stringify({
      directory: "site",
      auth: [{ path: "/private/*", file: "users" }],
      redirects: [{ from: "/both", to: "/by-settings" }],
      headers: [{ path: "/file.txt", set: { "X-From": "settings" } }],
      header: ["X-Low: option", "X-Lowest: option"],
      cleanUrls: true,
      spa: "app.html",
      cors: ["http://a.example"],
      port: 1,
    }),
  );
  const server = await Server.start([`--config=${folder.at("plinth.json")}`, "--port=0", "-q"]);
  return {
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const site = shared(start);

type Row = readonly [
  name: string,
  request: { path: string; method?: string; fields?: Readonly<Record<string, string>> },
  status: number,
  /** The Location field, or the start of the body. */
  expected: string,
];

const PREFLIGHT = { "origin": "http://a.example", "access-control-request-method": "GET" };

const TABLE: readonly Row[] = [
  ["Host, before the target", { path: "/%", fields: { host: "evil.example" } }, 421, ""],
  ["target, before the method", { path: "/%", method: "POST" }, 400, ""],
  ["method, before the password", { path: "/private/file.txt", method: "POST" }, 405, ""],
  [
    "CORS preflight, before the password",
    { path: "/private/file.txt", method: "OPTIONS", fields: PREFLIGHT },
    204,
    "",
  ],
  ["password, before OPTIONS", { path: "/private/file.txt", method: "OPTIONS" }, 401, ""],
  ["password, before a forced redirect", { path: "/private/file.txt" }, 401, ""],
  ["a forced redirect, before the file", { path: "/forced.txt" }, 302, "/by-file"],
  ["the file, before a redirect", { path: "/file.txt" }, 200, "the file"],
  ["a folder's index file, before a redirect", { path: "/folder/" }, 200, "index"],
  ["redirects of the settings, before _redirects", { path: "/both" }, 301, "/by-settings"],
  ["a rewrite to a file, before --spa", { path: "/rewritten" }, 200, "the file"],
  ["a rewrite to nothing, before --spa", { path: "/nowhere" }, 404, "not found"],
  ["a rule's error, before --spa", { path: "/nothing/here" }, 404, ""],
  ["a page by its clean name, before --spa", { path: "/about" }, 200, "about"],
  ["the clean name, before the page", { path: "/about.html" }, 301, "/about"],
  ["--spa, before the error page", { path: "/unknown" }, 200, "the application"],
  ["the site's error page, for a missing asset", { path: "/missing.css" }, 404, "not found"],
];

for (const [name, { path, method = "GET", fields = {} }, status, expected] of TABLE) {
  Deno.test(`precedence: ${name}`, async () => {
    const response = await site().server.request(path, fields, method);
    const location = new Headers(response.fields as [string, string][]).get("location");
    const body = new TextDecoder().decode(response.body);
    assertEquals([response.status, location ?? body.slice(0, expected.length)], [status, expected]);
  });
}

Deno.test("precedence: fields of the settings override _headers, which override --header", async () => {
  const { fields } = await site().server.request("/file.txt", {});
  const headers = new Headers(fields as [string, string][]);
  assertEquals(headers.get("x-lowest"), "option");
  assertEquals(headers.get("x-low"), "_headers");
  // All header rules apply; those of the settings come last.
  assertEquals(headers.get("x-from"), "_headers, settings");
});
