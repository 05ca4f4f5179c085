// Stopping: requests in flight complete, idle connections cause no delay, and the grace period limits the wait.

import { assert, assertEquals } from "@std/assert";
import { RawClient, requestText } from "../support/raw.ts";
import { delay, Site } from "../support/server.ts";

/** More than the buffers between two processes hold, in bytes. */
const LARGE = 48 * 1024 * 1024;

async function start(...args: string[]): Promise<Site> {
  return await Site.start((folder) => {
    folder.write("a.txt", "a");
    folder.writeZeros("large.bin", LARGE);
  }, ["--workers=2", ...args]);
}

/** Starts a download without reading its content. */
async function beginDownload(
  site: Site,
): Promise<{ client: RawClient; finish(): Promise<number> }> {
  const client = await RawClient.open(site.server.port);
  await client.send(requestText("GET", "/large.bin"));
  const head = await client.receiveHead();
  assertEquals(head.status, 200);
  return { client, finish: async () => (await client.receiveBody(head)).body.byteLength };
}

async function isRefused(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return false;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return true;
    throw error;
  }
}

Deno.test("shutdown: works right after the ready line, while other workers are being created", async () => {
  for (let round = 0; round < 3; round++) {
    await using site = await start("--workers=6");
    assertEquals(await site.server.stop(), 0);
    assertEquals(site.server.stderr.split("\n").length, 2, site.server.stderr);
  }
});

Deno.test("shutdown: without requests in flight it is immediate", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    await using site = await start();
    const before = Date.now();
    assertEquals([signal, await site.server.stop(signal)], [signal, 0]);
    assert(Date.now() - before < 3000);
    assertEquals(site.server.stdout, "");
    assertEquals(site.server.stderr.split("\n").length, 2);
  }
});

Deno.test("shutdown: earlier connections get a response, even while the request service is loading", async () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGTERM", "SIGINT"] as const) {
    await using site = await start("--quiet");
    using client = await RawClient.open(site.server.port);
    await client.send(requestText("GET", "/a.txt"));
    site.server.signal(signal);
    const { status, text } = await client.receive("GET");
    assertEquals([status, text], [200, "a"]);
    assertEquals(await site.server.end(), 0);
  }
});

Deno.test("shutdown: a download in flight completes, new connections are refused", async () => {
  await using site = await start();
  const { client, finish } = await beginDownload(site);
  using _client = client;
  site.server.signal("SIGTERM");
  const end = Date.now() + 5000;
  while (!await isRefused(site.server.port) && Date.now() < end) await delay(20);
  assert(await isRefused(site.server.port));
  assertEquals(await finish(), LARGE);
  assertEquals(await site.server.end(), 0);
  // Its log line was still written.
  assert(site.server.stdout.includes(`"GET /large.bin HTTP/1.1" 200 ${LARGE} `));
});

Deno.test("shutdown: idle connections cause no delay", async () => {
  await using site = await start();
  using client = await RawClient.open(site.server.port);
  await client.send(requestText("GET", "/a.txt"));
  assertEquals((await client.receive()).text, "a");
  using silent = await RawClient.open(site.server.port);
  await delay(50);
  const before = Date.now();
  assertEquals(await site.server.stop(), 0);
  assert(Date.now() - before < 3000, `${Date.now() - before} ms`);
  assert(await client.isClosed() && await silent.isClosed());
});

Deno.test("shutdown: the grace period ends it", async () => {
  await using site = await start("--grace-period=0.5");
  using _client = (await beginDownload(site)).client;
  const before = Date.now();
  assertEquals(await site.server.stop(), 0);
  const duration = Date.now() - before;
  assert(duration >= 450 && duration < 5000, `${duration} ms`);
});

Deno.test("shutdown: an incomplete request delays it by the grace period at most", async () => {
  await using site = await start("--grace-period=0.5");
  using client = await RawClient.open(site.server.port);
  await client.send("GET /a.txt HTTP/1.1\r\nHost: loc");
  await delay(50);
  const before = Date.now();
  assertEquals(await site.server.stop(), 0);
  assert(Date.now() - before < 5000);
});

Deno.test("shutdown: a second, later signal ends the process immediately", async () => {
  await using site = await start();
  const { client } = await beginDownload(site);
  using _client = client;
  site.server.signal("SIGTERM");
  await delay(50);
  // A signal this soon is a duplicate, sent to the whole process group.
  site.server.signal("SIGTERM");
  await delay(750);
  const before = Date.now();
  assertEquals(await site.server.stop("SIGINT"), 1);
  assert(Date.now() - before < 2000);
});

Deno.test("shutdown: buffered log lines are written before the exit", async () => {
  await using site = await start("--log-format=common");
  const counts = [1, 2, 3, 4].map(async () => {
    using client = await RawClient.open(site.server.port);
    for (let count = 0; count < 50; count++) {
      await client.send(requestText("GET", `/a.txt?${count}`));
      await client.receive();
    }
  });
  await Promise.all(counts);
  assertEquals(await site.server.stop(), 0);
  assertEquals(site.server.stdout.match(/^127\.0\.0\.1 - - \[.*"GET .*\n/gm)?.length, 200);
});
