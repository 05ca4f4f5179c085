// The access log of a running server: its formats, escaping, and completeness.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { RawClient, requestText } from "../support/raw.ts";
import { delay, Site } from "../support/server.ts";

/** More than the buffers between two processes hold, in bytes. */
const LARGE = 48 * 1024 * 1024;

async function logOf(
  format: string,
  use: (site: Site) => Promise<unknown>,
): Promise<readonly string[]> {
  await using site = await Site.start((folder) => {
    folder.write("a.txt", "content");
    folder.writeZeros("large.bin", LARGE);
  }, ["--workers=2", `--log-format=${format}`]);
  await use(site);
  assertEquals(await site.server.stop(), 0);
  return site.server.stdout.split("\n").slice(0, -1);
}

const FIELDS = {
  "Referer": 'http://r/"\\',
  "User-Agent": "agent\u009b31m\u202e",
};

Deno.test("log: combined is escaped", async () => {
  const lines = await logOf("combined", async ({ server }) => {
    await server.request('/a.txt?x="\u202e', FIELDS);
    await server.request("/nothing", {}, "HEAD");
  });
  assertEquals(lines.length, 2);
  const [first = "", second = ""] = lines.toSorted((one, other) => one.length - other.length)
    .toReversed();
  assertMatch(
    first,
    /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/a\.txt\?x=/,
  );
  assertMatch(first, /" 200 7 "http:\/\/r\/\\"\\\\" "agent\\xc2\\x9b31m\\xe2\\x80\\xae"$/);
  assertMatch(second, /"HEAD \/nothing HTTP\/1\.1" 404 - "-" "-"$/);
  for (const line of lines) assertMatch(line, /^[\u0020-\u007e]*$/);
});

Deno.test("log: common and pretty", async () => {
  const common = await logOf("common", ({ server }) => server.request("/a.txt"));
  assertMatch(common.join("\n"), /^127\.0\.0\.1 - - \[[^\]]+\] "GET \/a\.txt HTTP\/1\.1" 200 7$/);
  const pretty = await logOf("pretty", ({ server }) => server.request("/a.txt"));
  assertMatch(
    pretty.join("\n"),
    /^\d\d:\d\d:\d\d {2}200 {2}GET \/a\.txt {2}7 B {2}\d+\.\d ms {2}127\.0\.0\.1$/,
  );
});

Deno.test("log: json records the bytes sent, also of an aborted download", async () => {
  const lines = await logOf("json", async ({ server }) => {
    await server.request("/a.txt", FIELDS);
    const client = await RawClient.open(server.port);
    await client.send(requestText("GET", "/large.bin"));
    await client.receiveHead();
    client[Symbol.dispose]();
    await delay(300);
  });
  const entries = lines.map((line) => JSON.parse(line));
  const whole = entries.find(({ target }) => target === "/a.txt");
  const cut = entries.find(({ target }) => target === "/large.bin");
  assertEquals([whole.method, whole.status, whole.bytes, whole.complete], ["GET", 200, 7, true]);
  assertEquals([whole.remote, whole.protocol, whole.referer], [
    "127.0.0.1",
    "HTTP/1.1",
    FIELDS.Referer,
  ]);
  assertEquals([cut.status, cut.complete], [200, false]);
  assert(cut.bytes < LARGE);
  assert(Math.abs(Date.now() - Date.parse(whole.time)) < 60_000);
});

Deno.test("log: each request has one line under load, whichever worker handles it", async () => {
  const lines = await logOf("common", async ({ server }) => {
    for (let round = 0; round < 20; round++) {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => server.request(`/a.txt?${round}-${index}`)),
      );
    }
  });
  assertEquals(new Set(lines.map((line) => /\?(\S+)/.exec(line)?.[1])).size, 400);
  assertEquals(lines.length, 400);
});

Deno.test("log: --quiet disables it", async () => {
  await using site = await Site.start(undefined, ["--quiet"]);
  await site.server.request("/");
  await site.server.stop();
  assertEquals(site.server.stdout, "");
});
