import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { delay, Process, Server, shared, Site } from "../support/server.ts";
import { testWith } from "../support/tools.ts";

const PAGE = "<!DOCTYPE html><title>page</title><h1>hello</h1>";
const DOCUMENT = { accept: "text/html", "sec-fetch-dest": "document" };

const site = shared(() =>
  Site.start((folder) => {
    folder.write("page.html", PAGE);
    folder.write("wide.html", new Uint8Array([0xff, 0xfe, 0x3c, 0x00]));
    folder.write("style.css", "a{}");
    folder.write("dir/a.txt", "a");
  }, ["--live", "--workers=2", "--quiet", "-H", "Content-Security-Policy: default-src 'self'"])
);

async function get(path: string, fields: Record<string, string> = {}, method = "GET") {
  const response = await site().server.request(path, fields, method);
  const headers = new Headers(response.fields as [string, string][]);
  return { status: response.status, headers, text: new TextDecoder().decode(response.body) };
}

Deno.test("live reload: the script is appended to pages that a browser displays, and to nothing else", async () => {
  const shown = await get("/page.html", DOCUMENT);
  assertEquals(shown.text.slice(0, PAGE.length), PAGE);
  assertMatch(
    shown.text.slice(PAGE.length),
    /^\n<script type="module" src="\/\.plinth\/live\.[0-9a-f]{12}\.js" integrity="sha256-[^"]+"><\/script>\n$/,
  );
  assertEquals(shown.headers.get("content-length"), `${shown.text.length}`);
  // Browsers omit Sec-Fetch-Dest over plain HTTP from another machine; then Accept decides.
  assertEquals((await get("/page.html", { accept: "text/html,*/*;q=0.8" })).text, shown.text);
  for (
    const fields of [{}, { accept: "*/*" }, { accept: "text/html", "sec-fetch-dest": "empty" }]
  ) {
    assertEquals((await get("/page.html", fields as Record<string, string>)).text, PAGE);
  }
  assertEquals((await get("/style.css", DOCUMENT)).text, "a{}");
  assertEquals((await get("/wide.html", DOCUMENT)).headers.get("content-length"), "4");
});

Deno.test("live reload: pages with the script have their own validators and ranges", async () => {
  const shown = await get("/page.html", DOCUMENT);
  const plain = await get("/page.html");
  const etag = shown.headers.get("etag") ?? "";
  assert(etag !== plain.headers.get("etag") && etag.length > 10);
  assertStringIncludes(shown.headers.get("vary") ?? "", "Sec-Fetch-Dest");
  assertEquals((await get("/page.html", { ...DOCUMENT, "if-none-match": etag })).status, 304);
  const other = plain.headers.get("etag") ?? "";
  assertEquals((await get("/page.html", { ...DOCUMENT, "if-none-match": other })).status, 200);
  assertEquals((await get("/page.html", { ...DOCUMENT, "if-match": other })).status, 412);
  const { length } = shown.text;
  const part = await get("/page.html", { ...DOCUMENT, range: `bytes=-20` });
  assertEquals([part.status, part.text], [206, shown.text.slice(-20)]);
  assertEquals(part.headers.get("content-range"), `bytes ${length - 20}-${length - 1}/${length}`);
  const parts = await get("/page.html", { ...DOCUMENT, range: "bytes=0-1,5-6" });
  assertMatch(parts.headers.get("content-type") ?? "", /^multipart\/byteranges/);
  const beyond = await get("/page.html", { ...DOCUMENT, range: `bytes=${length}-` });
  assertEquals([beyond.status, beyond.headers.get("content-range")], [416, `bytes */${length}`]);
  const head = await get("/page.html", DOCUMENT, "HEAD");
  assertEquals([head.headers.get("content-length"), head.text], [`${length}`, ""]);
});

Deno.test("live reload: the page's policy allows the script and nothing else", async () => {
  const policy = (await get("/page.html", DOCUMENT)).headers.get("content-security-policy");
  assertMatch(
    policy?.replaceAll("http://localhost", "") ?? "",
    /^default-src 'self'; script-src-elem 'self' \/\.plinth\/live\.\w+\.js; worker-src 'self' \/\.plinth\/live\.\w+\.js; connect-src 'self' \/\.plinth\/live$/,
  );
  assertEquals(
    (await get("/page.html")).headers.get("content-security-policy"),
    "default-src 'self'",
  );
});

Deno.test("live reload: pages of other origins are refused", async () => {
  for (
    const fields of [
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]
  ) {
    const { status, headers } = await get("/.plinth/live", fields as Record<string, string>);
    assertEquals([status, headers.get("access-control-allow-origin")], [403, null]);
  }
});

/** Reads until the next event of a kind, and returns its data. */
async function nextEvent(
  reader: ReadableStreamDefaultReader<string>,
  kind: string,
): Promise<unknown> {
  for (let text = "";;) {
    const { done, value = "" } = await reader.read();
    if (done) throw new Error(`no ${kind}`);
    text += value;
    const match = new RegExp(`event: ${kind}\ndata: (.*)\n\n`).exec(text);
    if (match !== null) return JSON.parse(match[1] ?? "");
  }
}

Deno.test("live reload: all listeners receive a change, through any worker", async () => {
  const listeners = [];
  for (let count = 0; count < 6; count++) {
    const response = await fetch(`${site().server.origin}/.plinth/live`, {
      headers: { connection: "close" },
    });
    assertEquals(response.headers.get("content-type"), "text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (reader === undefined) throw new Error("no body");
    listeners.push(reader);
  }
  const hellos = await Promise.all(listeners.map((reader) => nextEvent(reader, "hello")));
  assertEquals(new Set(hellos.map((hello) => (hello as { run: string }).run)).size, 1);
  site().folder.write("style.css", "b{}");
  const changes = await Promise.all(listeners.map((reader) => nextEvent(reader, "change")));
  assertEquals(changes, listeners.map(() => ({ styles: ["/style.css"] })));
  site().folder.write("dir/new.txt", "x");
  const more = await Promise.all(listeners.map((reader) => nextEvent(reader, "change")));
  assertEquals(more, listeners.map(() => ({ styles: null })));
  for (const reader of listeners) await reader.cancel();
});

Deno.test("live reload: open event streams end properly on shutdown", async () => {
  await using own = await Site.start((folder) => folder.write("a.html", "a"), [
    "--live",
    "--quiet",
  ]);
  const response = await fetch(`${own.server.origin}/.plinth/live`);
  const reader = response.body?.getReader();
  await reader?.read();
  own.server.signal("SIGTERM");
  // The read would fail if the stream was cut off at the end of the grace period.
  while (!(await reader?.read())?.done);
  assertEquals(await own.server.end(), 0);
});

for (const version of ["--http1.1", "--http2"]) {
  testWith(
    ["curl"],
    `live reload: the connection outlasts the gate's timeouts: ${version}`,
    async () => {
      const args = ["--live", "--quiet", "--workers=1", "--tls-self-signed", "--write-timeout=2"];
      await using own = await Site.start((folder) => folder.write("a.html", PAGE), args);
      const url = `https://127.0.0.1:${own.server.port}/.plinth/live`;
      await using listener = new Process(["-ksSN", version, "-w", "%{http_version}", url], {
        command: ["curl"],
      });
      await listener.waitFor("hello", ({ stdout }) => stdout.includes("event: hello"));
      // Much longer than the write timeout.
      await delay(6000);
      assertMatch(listener.stdout, /^: +$/m);
      own.folder.write("a.html", "other");
      await listener.waitFor("change", ({ stdout }) => stdout.includes("event: change"));
      await own.server.stop();
      assertEquals(await listener.end(), 0);
      assert(listener.stdout.endsWith(version === "--http2" ? "\n2" : "\n1.1"), listener.stdout);
    },
  );
}

Deno.test("live reload: without --live, pages are unchanged and there is no event stream", async () => {
  await using own = await Site.start((folder) => folder.write("a.html", PAGE));
  const page = await own.server.request("/a.html", DOCUMENT);
  assertEquals(new TextDecoder().decode(page.body), PAGE);
  assertEquals((await own.server.request("/.plinth/live")).status, 404);
  await delay(0);
});

Deno.test("live reload: the final policy is extended, whether an option, a rule or a setting set it", async () => {
  const rules = "/ruled.html\n  Content-Security-Policy: default-src 'none'\n" +
    "/none.html\n  ! Content-Security-Policy\n";
  const settings = {
    headers: [{ path: "/set.html", set: { "Content-Security-Policy": "script-src 'none'" } }],
  };
  using folder = new TemporaryFolder();
  folder.write("_headers", rules);
  folder.write("plinth.json", JSON.stringify(settings));
  for (const name of ["option", "ruled", "none", "set"]) folder.write(`${name}.html`, PAGE);
  const args = ["--live", "--quiet", "--workers=1", `--config=${folder.at("plinth.json")}`];
  const field = ["-H", "Content-Security-Policy: connect-src 'self'"];
  await using server = await Server.start([folder.path, "--port=0", ...args, ...field]);
  const policyOf = async (name: string, fields: Record<string, string> = {}) => {
    const response = await server.request(`/${name}.html`, { ...DOCUMENT, ...fields });
    const { "content-security-policy": policy, etag = "" } = Object.fromEntries(response.fields);
    return { status: response.status, etag, policy: policy?.replace(/live\.\w+\.js/g, "live.js") };
  };
  const script = "http://localhost/.plinth/live.js";
  const events = "http://localhost/.plinth/live";
  const expected: Record<string, string | undefined> = {
    option: `connect-src 'self' ${events}`,
    ruled:
      `default-src 'none'; script-src-elem ${script}; worker-src ${script}; connect-src ${events}`,
    none: undefined,
    set: `script-src 'none'; script-src-elem ${script}; worker-src ${script}`,
  };
  for (const [name, policy] of Object.entries(expected)) {
    const shown = await policyOf(name);
    assertEquals([shown.status, shown.policy], [200, policy], name);
    // A browser applies the policy of a 304 to its cached page.
    const again = await policyOf(name, { "if-none-match": shown.etag });
    assertEquals([again.status, again.policy], [304, policy], name);
  }
});
