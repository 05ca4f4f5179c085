// Files that change: the next response has the new bytes, and a running response is never mixed or padded.

import { assert, assertEquals } from "@std/assert";
import { brotliDecompressSync } from "node:zlib";
import { TemporaryFolder } from "../support/folder.ts";
import { RawClient, type RawResponse, requestText } from "../support/raw.ts";
import { delay, Server, shared, Site } from "../support/server.ts";
import { runTool } from "../support/tools.ts";

/** In bytes: more than the socket buffers hold. */
const LARGE = 48 * 1024 * 1024;

const site = shared(() => Site.start());

async function textOf(target: string, fields: Record<string, string> = {}): Promise<string> {
  return (await site().server.request(target, fields)).text;
}

Deno.test("freshness: the next response after a write has the new bytes", async () => {
  const { folder } = site();
  for (let version = 0; version < 200; version++) {
    const text = `version ${String(version).padStart(4, "0")}`;
    folder.write("same-size.txt", text);
    assertEquals(await textOf("/same-size.txt"), text);
  }
});

Deno.test("freshness: the next compressed response after a write has the new bytes", async () => {
  const { folder, server } = site();
  for (let version = 0; version < 50; version++) {
    const text = `version ${String(version).padStart(4, "0")} `.repeat(500);
    folder.write("page.html", text);
    const { body } = await server.request("/page.html", { "Accept-Encoding": "br" });
    assertEquals(brotliDecompressSync(body).toString(), text);
    // The file is cached once its mtime is reliable.
    if (version % 10 === 0) await delay(30);
  }
});

Deno.test("freshness: a file replaced by rename is served, without a 404 in between", async () => {
  const { folder } = site();
  folder.write("renamed.txt", "version -1");
  let done = false;
  const reading = (async () => {
    const seen = new Set<string>();
    while (!done) seen.add(await textOf("/renamed.txt"));
    return seen;
  })();
  for (let version = 0; version < 500; version++) {
    folder.write("next.tmp", `version ${version}`);
    Deno.renameSync(folder.at("next.tmp"), folder.at("renamed.txt"));
    if (version % 20 === 0) await delay(1);
  }
  done = true;
  const seen = await reading;
  assertEquals([...seen].filter((text) => !/^version -?\d+$/.test(text)), []);
  assertEquals(await textOf("/renamed.txt"), "version 499");
});

Deno.test("freshness: a changed file has a new ETag and Last-Modified, an unchanged one keeps them", async () => {
  const { folder, server } = site();
  folder.write("tagged.txt", "one", new Date(1_600_000_000_000));
  const first = await server.request("/tagged.txt");
  const again = await server.request("/tagged.txt", { "If-None-Match": first.field("etag") ?? "" });
  assertEquals(again.status, 304);
  folder.write("tagged.txt", "two", new Date(1_600_000_001_000));
  const second = await server.request("/tagged.txt", {
    "If-None-Match": first.field("etag") ?? "",
  });
  assertEquals([second.status, second.text], [200, "two"]);
});

/** Starts a download without reading the body. */
async function begin(
  target: string,
): Promise<{ client: RawClient; finish: () => Promise<RawResponse> }> {
  const client = await RawClient.open(site().server.port);
  await client.send(requestText("GET", target));
  const head = await client.receiveHead();
  assertEquals(head.field("content-length"), `${LARGE}`);
  return { client, finish: () => client.receiveBody(head) };
}

Deno.test("freshness: a response is cut off, never padded, if the file shrinks", async () => {
  const { folder } = site();
  folder.write("shrinks.bin", new Uint8Array(LARGE).fill(120));
  const { client, finish } = await begin("/shrinks.bin");
  using _ = client;
  Deno.truncateSync(folder.at("shrinks.bin"), 1000);
  const { body, cut } = await finish();
  assertEquals([cut, body.every((byte) => byte === 120)], [true, true]);
});

Deno.test("freshness: a response is complete even if the file is removed or replaced", async () => {
  const { folder } = site();
  folder.writeZeros("removed.bin", LARGE);
  folder.writeZeros("replaced.bin", LARGE);
  for (const name of ["removed.bin", "replaced.bin"]) {
    const { client, finish } = await begin(`/${name}`);
    using _ = client;
    if (name === "removed.bin") folder.remove(name);
    else {
      folder.write("other.tmp", "other");
      Deno.renameSync(folder.at("other.tmp"), folder.at(name));
    }
    assertEquals((await finish()).cut, false);
  }
  assertEquals((await site().server.request("/removed.bin")).status, 404);
  assertEquals(await textOf("/replaced.bin"), "other");
});

Deno.test("freshness: a root that was removed is served again after it is restored", async () => {
  await using own = await Site.start((folder) => folder.write("a.txt", "first"));
  const { folder, server } = own;
  assertEquals((await server.request("/a.txt")).text, "first");
  Deno.renameSync(folder.path, `${folder.path}.away`);
  try {
    for (const target of ["/", "/a.txt"]) assertEquals((await server.request(target)).status, 404);
    Deno.mkdirSync(folder.path);
    assertEquals((await server.request("/a.txt")).status, 404);
    folder.write("a.txt", "second");
    assertEquals((await server.request("/a.txt")).text, "second");
  } finally {
    Deno.removeSync(`${folder.path}.away`, { recursive: true });
  }
});

Deno.test("freshness: a root that is a link may change its target", async () => {
  using releases = new TemporaryFolder();
  releases.write("1/a.txt", "first");
  releases.write("1/old.txt", "old");
  releases.write("2/a.txt", "second");
  releases.link("1", "current");
  await using server = await Server.start([
    releases.at("current"),
    "--port=0",
    "--workers=2",
    "-q",
  ]);
  assertEquals((await server.request("/a.txt")).text, "first");
  releases.link("2", "next");
  Deno.renameSync(releases.at("next"), releases.at("current"));
  for (let count = 0; count < 10; count++) {
    assertEquals((await server.request("/a.txt")).text, "second");
    assertEquals((await server.request("/old.txt")).status, 404);
  }
  const { text } = await server.request("/?format=text");
  assertEquals(text, "a.txt\n");
});

Deno.test({
  name: "freshness: an aborted download leaves no file open (needs /proc)",
  ignore: Deno.build.os !== "linux",
  fn: abandon,
});

async function abandon(): Promise<void> {
  const { folder, server } = site();
  folder.writeZeros("abandoned.bin", LARGE);
  folder.write("abandoned.txt", "text ".repeat(1_000_000));
  for (let count = 0; count < 400; count++) {
    using client = await RawClient.open(server.port);
    const target = count % 2 === 0 ? "/abandoned.bin" : "/abandoned.txt";
    await client.send(requestText("GET", target, { "Accept-Encoding": "gzip" }));
    if (count % 4 < 2) await client.receiveHead();
  }
  // This process has no permission to read /proc.
  const open = async () =>
    (await runTool(["sh", "-c", `ls -l /proc/${server.pid}/fd | grep -c abandoned`])).stdout.trim();
  for (let count = 0; count < 200 && await open() !== "0"; count++) await delay(10);
  assertEquals(await open(), "0");
  assert((await server.request("/")).status === 200);
}
