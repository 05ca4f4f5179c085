// The connection gate: limits, time-outs, half-closed and slow clients, and who the client is.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { exchange, RawClient, requestText } from "../support/raw.ts";
import { runTool } from "../support/tools.ts";
import { delay, shared, Site } from "../support/server.ts";

/** More than the buffers between two processes hold, in bytes. */
const LARGE = 48 * 1024 * 1024;

async function start(...args: string[]): Promise<Site> {
  return await Site.start((folder) => {
    folder.write("a.txt", "content");
    folder.writeZeros("large.bin", LARGE);
  }, ["--workers=1", "--quiet", ...args]);
}

const hasty = shared(() => start("--header-timeout=1", "--idle-timeout=3", "--write-timeout=2"));

/** How long it takes until the other side closes, in seconds. */
async function timeToClose(client: RawClient): Promise<number> {
  const before = performance.now();
  assert(await client.isClosed());
  return (performance.now() - before) / 1000;
}

function assertBetween(value: number, least: number, most: number): void {
  assert(value >= least && value <= most, `${value} is not between ${least} and ${most}`);
}

Deno.test("gate: a client that says nothing is closed after the header time-out", async () => {
  using client = await RawClient.open(hasty().server.port);
  assertBetween(await timeToClose(client), 0.8, 8);
});

Deno.test("gate: a head that does not end is answered with 408", async () => {
  using client = await RawClient.open(hasty().server.port);
  const before = performance.now();
  await client.send("GET /a.txt HTTP/1.1\r\nHost: loc");
  // More bytes do not help.
  await delay(200);
  await client.send("alhost\r\nX: ");
  const response = await client.receive();
  assertEquals(response.status, 408);
  assertEquals(response.field("connection"), "close");
  assertBetween((performance.now() - before) / 1000, 0.8, 8);
  assert(await client.isClosed());
});

Deno.test("gate: an idle connection is closed, and the next head has its own time", async () => {
  using client = await RawClient.open(hasty().server.port);
  for (let count = 0; count < 3; count++) {
    await client.send(requestText("GET", "/a.txt"));
    assertEquals((await client.receive()).text, "content");
    await delay(700);
  }
  await client.send("GET");
  assertEquals((await client.receive()).status, 408);
  using other = await RawClient.open(hasty().server.port);
  await other.send(requestText("GET", "/a.txt"));
  await other.receive();
  assertBetween(await timeToClose(other), 2.5, 10);
});

Deno.test("gate: a client that takes nothing of an answer is cut off", async () => {
  using client = await RawClient.open(hasty().server.port);
  await client.send(requestText("GET", "/large.bin"));
  const head = await client.receiveHead();
  await delay(4500);
  assert((await client.receiveBody(head)).cut);
});

Deno.test("gate: a slow client that takes something is not", async () => {
  using client = await RawClient.open(hasty().server.port);
  await client.send(requestText("GET", "/large.bin"));
  const head = await client.receiveHead();
  await delay(700);
  // It reads on by itself, with all it can.
  assertEquals((await client.receiveBody(head)).body.byteLength, LARGE);
});

Deno.test("gate: a client that has closed its sending side gets its answers", async () => {
  for (const [target, length] of [["/a.txt", 7], ["/large.bin", LARGE], ["/", 100]] as const) {
    using client = await RawClient.open(hasty().server.port);
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
  using client = await RawClient.open(hasty().server.port);
  const targets = ["/a.txt", "/missing", "/a.txt", "/large.bin", "/a.txt"];
  await client.send(targets.map((target) => requestText("GET", target)).join(""));
  const statuses: number[] = [];
  for (const _ of targets) statuses.push((await client.receive()).status);
  assertEquals(statuses, [200, 404, 200, 200, 200]);
});

Deno.test("gate: a request body is read away up to 1 MiB, and no further", async () => {
  const { port } = hasty().server;
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

Deno.test("gate: when it is full the one that has waited longest makes room", async () => {
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
  await site.server.until("line", ({ stderr }) => stderr.includes("--max-connections"));
  assertMatch(site.server.stderr, /^plinth: there are 4 connections: .*\n$/m);
});

Deno.test("gate: one address has its own limit, over all workers together", async () => {
  await using site = await start("--workers=2", "--max-connections-per-address=6");
  const clients: RawClient[] = [];
  for (let count = 0; count < 6; count++) {
    const client = await RawClient.open(site.server.port);
    await client.send(requestText("GET", "/large.bin"));
    await client.receiveHead();
    clients.push(client);
  }
  // All six are being answered: nobody makes room.
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

Deno.test("gate: the log has the client's own address, and nobody can go round the gate", async () => {
  await using site = await start("--max-connections=100", "--log-format=common");
  const inner = await innerPorts(site.server.pid, site.server.port);
  assert(inner.length > 0);
  for (const port of inner) {
    assertEquals((await exchange(port, requestText("GET", "/a.txt"))).status, 403);
  }
  assertEquals((await exchange(site.server.port, requestText("GET", "/a.txt"))).status, 200);
});

/** The ports on which a process listens beside one, as the system's tables say. */
async function innerPorts(pid: number, port: number): Promise<number[]> {
  const script = 'ls -l "/proc/$1/fd"; cat /proc/net/tcp';
  const { stdout } = await runTool(["sh", "-c", script, "sh", `${pid}`]);
  const sockets = new Set([...stdout.matchAll(/socket:\[(\d+)\]/g)].map(([, inode]) => inode));
  // Of each line: number, local address, remote address, state (0A is listening), ..., inode.
  const rows = stdout.matchAll(/^ *\d+: \w+:(\w+) \S+ 0A (?:\S+ +){5}(\d+) /gm);
  return [...rows].filter(([, , inode]) => sockets.has(inode))
    .map(([, local = ""]) => parseInt(local, 16))
    .filter((other) => other !== port);
}
