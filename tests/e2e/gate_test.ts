// The connection gate: limits, timeouts, half-closed and slow clients, and the client address.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { exchange, RawClient, requestText } from "../support/raw.ts";
import { runTool } from "../support/tools.ts";
import { delay, shared, Site } from "../support/server.ts";

/** More than the socket buffers between two processes hold, in bytes. */
const LARGE = 48 * 1024 * 1024;

async function start(...args: string[]): Promise<Site> {
  return await Site.start((folder) => {
    folder.write("a.txt", "content");
    folder.writeZeros("large.bin", LARGE);
  }, ["--workers=1", "--quiet", ...args]);
}

const impatient = shared(() =>
  start("--header-timeout=1", "--idle-timeout=3", "--write-timeout=2")
);

/** Waits until the server has closed all connections. Returns their names in that order. */
async function closingOrder(clients: Readonly<Record<string, RawClient>>): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(
    Object.entries(clients).map(async ([name, client]) => {
      assert(await client.isClosed(), name);
      order.push(name);
    }),
  );
  return order;
}

Deno.test("gate: a silent client is disconnected after the header timeout, an idle one later", async () => {
  using idle = await RawClient.open(impatient().server.port);
  await idle.send(requestText("GET", "/a.txt"));
  await idle.receive();
  using silent = await RawClient.open(impatient().server.port);
  assertEquals(await closingOrder({ idle, silent }), ["silent", "idle"]);
});

Deno.test("gate: an incomplete head gets 408, even if more bytes arrive", async () => {
  using client = await RawClient.open(impatient().server.port);
  using idle = await RawClient.open(impatient().server.port);
  await idle.send(requestText("GET", "/a.txt"));
  await idle.receive();
  await client.send("GET /a.txt HTTP/1.1\r\nHost: loc");
  await delay(200);
  await client.send("alhost\r\nX: ");
  const idleClosed = idle.isClosed().then(() => "idle timeout");
  const response = await Promise.race([client.receive(), idleClosed]);
  assert(typeof response !== "string", "408 comes before the idle timeout");
  assertEquals(response.status, 408);
  assertEquals(response.field("connection"), "close");
  assert(await client.isClosed());
  await idleClosed;
});

Deno.test("gate: a head that arrives in parts before the header timeout is accepted", async () => {
  using client = await RawClient.open(impatient().server.port);
  await client.send("GET /a.txt HTTP/1.1\r\nHost: loc");
  await delay(200);
  await client.send("alhost\r\n\r\n");
  assertEquals((await client.receive()).text, "content");
});

Deno.test("gate: each head has its own timeout on a persistent connection", async () => {
  using client = await RawClient.open(impatient().server.port);
  for (let count = 0; count < 3; count++) {
    await client.send(requestText("GET", "/a.txt"));
    assertEquals((await client.receive()).text, "content");
    await delay(700);
  }
  await client.send("GET");
  assertEquals((await client.receive()).status, 408);
});

Deno.test("gate: a client that reads nothing of a response is disconnected", async () => {
  using client = await RawClient.open(impatient().server.port);
  await client.send(requestText("GET", "/large.bin"));
  const head = await client.receiveHead();
  await delay(4500);
  assert((await client.receiveBody(head)).cut);
});

Deno.test("gate: a slow client that keeps reading gets the whole response", async () => {
  using client = await RawClient.open(impatient().server.port);
  await client.send(requestText("GET", "/large.bin"));
  const head = await client.receiveHead();
  await delay(700);
  assertEquals((await client.receiveBody(head)).body.byteLength, LARGE);
});

Deno.test("gate: a client that has closed its sending side gets its responses", async () => {
  for (const [target, length] of [["/a.txt", 7], ["/large.bin", LARGE], ["/", 100]] as const) {
    using client = await RawClient.open(impatient().server.port);
    const fields = { "Accept-Encoding": "br", Accept: "text/html" };
    await client.send(requestText("GET", "/a.txt") + requestText("GET", target, fields));
    await client.closeWrite();
    assertEquals((await client.receive()).text, "content");
    const response = await client.receive();
    assert(!response.cut && response.body.byteLength >= length, target);
    assert(await client.isClosed());
  }
});

Deno.test("gate: pipelined requests are answered in order", async () => {
  using client = await RawClient.open(impatient().server.port);
  const targets = ["/a.txt", "/missing", "/a.txt", "/large.bin", "/a.txt"];
  await client.send(targets.map((target) => requestText("GET", target)).join(""));
  const statuses: number[] = [];
  for (const _ of targets) statuses.push((await client.receive()).status);
  assertEquals(statuses, [200, 404, 200, 200, 200]);
});

Deno.test("gate: a request body is discarded up to 1 MiB, then the connection is closed", async () => {
  const { port } = impatient().server;
  using small = await RawClient.open(port);
  const body = "x".repeat(1_000_000);
  const fields = { "Content-Length": `${body.length}` };
  await small.send(requestText("POST", "/a.txt", fields) + body);
  assertEquals((await small.receive()).status, 405);
  using large = await RawClient.open(port);
  await large.send(requestText("POST", "/a.txt", { "Content-Length": "1000000000" }));
  assertEquals((await large.receive()).status, 405);
  const sending = large.send(new Uint8Array(64_000_000));
  assert(await large.isClosed());
  await sending;
});

Deno.test("gate: at the connection limit the longest waiting connection is closed", async () => {
  await using site = await start("--max-connections=4");
  const { port } = site.server;
  using busy = await RawClient.open(port);
  await busy.send(requestText("GET", "/large.bin"));
  const head = await busy.receiveHead();
  const waiting: RawClient[] = [];
  for (let count = 0; count < 3; count++) waiting.push(await RawClient.open(port));
  await delay(50);
  assertEquals((await exchange(port, requestText("GET", "/a.txt"))).text, "content");
  const [first, ...others] = waiting;
  assert(await first?.isClosed());
  for (const client of others) {
    await client.send(requestText("GET", "/a.txt"));
    assertEquals((await client.receive()).text, "content");
  }
  assertEquals((await busy.receiveBody(head)).body.byteLength, LARGE);
  for (const client of waiting) client[Symbol.dispose]();
  await site.server.waitFor("line", ({ stderr }) => stderr.includes("--max-connections"));
  assertMatch(site.server.stderr, /^plinth: there are 4 connections: .*\n$/m);
});

Deno.test("gate: the limit per address counts the connections of all workers", async () => {
  await using site = await start("--workers=2", "--max-connections-per-address=6");
  const clients: RawClient[] = [];
  for (let count = 0; count < 6; count++) {
    const client = await RawClient.open(site.server.port);
    await client.send(requestText("GET", "/large.bin"));
    await client.receiveHead();
    clients.push(client);
  }
  // All six have a response in progress: none can be closed.
  using seventh = await RawClient.open(site.server.port);
  assert(await seventh.isClosed());
  clients.pop()?.[Symbol.dispose]();
  let text = "";
  for (let count = 0; count < 50 && text !== "content"; count++) {
    await delay(20);
    text = await exchange(site.server.port, requestText("GET", "/a.txt"))
      .then((response) => response.text, () => "");
  }
  assertEquals(text, "content");
  for (const client of clients) client[Symbol.dispose]();
});

Deno.test("gate: the log has the client's address, and requests that bypass the gate get 403", async () => {
  await using site = await start("--max-connections=100", "--log-format=common");
  const upstreams = await upstreamPorts(site.server.pid, site.server.port);
  assert(upstreams.length > 0);
  for (const port of upstreams) {
    assertEquals((await exchange(port, requestText("GET", "/a.txt"))).status, 403);
  }
  assertEquals((await exchange(site.server.port, requestText("GET", "/a.txt"))).status, 200);
});

/** Returns the ports that a process listens on, except `port`, from the tables in /proc. */
async function upstreamPorts(pid: number, port: number): Promise<number[]> {
  const script = 'ls -l "/proc/$1/fd"; cat /proc/net/tcp';
  const { stdout } = await runTool(["sh", "-c", script, "sh", `${pid}`]);
  const sockets = new Set([...stdout.matchAll(/socket:\[(\d+)\]/g)].map(([, inode]) => inode));
  // Columns: number, local address, remote address, state (0A is listening), ..., inode.
  const rows = stdout.matchAll(/^ *\d+: \w+:(\w+) \S+ 0A (?:\S+ +){5}(\d+) /gm);
  return [...rows].filter(([, , inode]) => sockets.has(inode))
    .map(([, local = ""]) => parseInt(local, 16))
    .filter((other) => other !== port);
}
