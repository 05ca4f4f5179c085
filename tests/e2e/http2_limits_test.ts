// HTTP/2 clients that don't read, don't stop sending, or leave: they must not cost others anything.

import { assert, assertEquals } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { Http2Client } from "../support/http2.ts";
import { type Process, Server } from "../support/server.ts";
import { memoryOf, runTool } from "../support/tools.ts";

const MIB = 1024 * 1024;

/** How clients reach the server. */
const TRANSPORTS = [
  { name: "direct", options: [] },
  { name: "gate", options: ["--max-connections=200"] },
  { name: "TLS", options: undefined },
] as const;

/** Resident memory and the number of descriptors of a process. */
async function usageOf({ pid }: Process): Promise<{ memory: number; descriptors: number }> {
  const memory = await memoryOf(pid);
  const descriptors = await runTool(["ls", `/proc/${pid}/fd`]);
  return { memory, descriptors: descriptors.stdout.split("\n").length };
}

interface Setup {
  readonly server: Server;
  readonly connect: (window: number) => Promise<Http2Client>;
}

function testEach(name: string, fn: (setup: Setup) => Promise<void>): void {
  for (const transport of TRANSPORTS) {
    Deno.test({
      name: `HTTP/2 limits: ${name} (${transport.name})`,
      ignore: Deno.build.os !== "linux",
      fn: async () => {
        using outside = new TemporaryFolder();
        using folder = new TemporaryFolder();
        folder.write("1m.bin", new Uint8Array(MIB));
        folder.writeZeros("big.bin", 100 * MIB);
        folder.write("small.txt", "small");
        const certificate = transport.options === undefined
          ? await writeCertificate(outside)
          : undefined;
        const options = transport.options ?? certificate?.options ?? [];
        await using server = await Server.start(
          [folder.path, "--port=0", "--workers=1", "--quiet", ...options],
        );
        const connect = (window: number) =>
          Http2Client.connect(server.port, window, certificate?.cert);
        await fn({ server, connect });
        assert(!server.stderr.includes("died"), server.stderr);
        assert(!server.stderr.includes("a request failed"), server.stderr);
      },
    });
  }
}

testEach("unread bodies take little memory, whatever their number", async ({ server, connect }) => {
  const before = await usageOf(server);
  const clients: Http2Client[] = [];
  for (let count = 0; count < 10; count++) {
    const client = await connect(0);
    clients.push(client);
    for (let request = 0; request < 150; request++) {
      await client.request("/1m.bin", { range: "bytes=1-" }).catch(() => {});
    }
  }
  using other = await connect(MIB);
  const stream = await other.request("/small.txt");
  assertEquals((await other.waitFor(stream, ({ ended }) => ended)).status, 200);
  const during = await usageOf(server);
  assert(during.memory - before.memory < 300 * MIB, `${(during.memory - before.memory) / MIB} MiB`);
  assert(during.descriptors < before.descriptors + 60, `${during.descriptors}`);
  for (const client of clients) client[Symbol.dispose]();
});

testEach("stalled streams do not block a flowing one", async ({ connect }) => {
  using client = await connect(65_535);
  for (let count = 0; count < 20; count++) {
    const id = await client.request("/big.bin");
    await client.waitFor(id, ({ status }) => status === 200);
  }
  await client.allow(0, 10 * MIB);
  const flowing = await client.request("/1m.bin");
  await client.allow(flowing, 2 * MIB);
  const { received } = await client.waitFor(flowing, ({ ended }) => ended);
  assertEquals(received, MIB);
  const large = await client.request("/big.bin");
  await client.allow(large, 20 * MIB);
  await client.waitFor(large, ({ received }) => received > 15 * MIB);
});

testEach("at most 100 responses of a connection are in progress", async ({ connect }) => {
  using client = await connect(0);
  const ids: number[] = [];
  for (let count = 0; count < 110; count++) ids.push(await client.request("/big.bin"));
  for (const id of ids) await client.waitFor(id, ({ status }) => status !== undefined);
  const statuses = ids.map((id) => client.streams.get(id)?.status);
  assertEquals(statuses.filter((status) => status === 200).length, 100);
  assertEquals(statuses.filter((status) => status === 503).length, 10);
});

testEach("stalled streams of one file share a descriptor", async ({ server, connect }) => {
  const before = await usageOf(server);
  const clients: Http2Client[] = [];
  for (let count = 0; count < 4; count++) {
    const client = await connect(0);
    clients.push(client);
    const ids: number[] = [];
    for (let request = 0; request < 90; request++) ids.push(await client.request("/big.bin"));
    for (const id of ids) await client.waitFor(id, ({ status }) => status === 200);
  }
  const { descriptors } = await usageOf(server);
  assert(descriptors - before.descriptors < 40, `${descriptors - before.descriptors}`);
  for (const client of clients) client[Symbol.dispose]();
});

testEach("a client that leaves is let go at once", async ({ server, connect }) => {
  const before = await usageOf(server);
  for (let count = 0; count < 30; count++) {
    using client = await connect(MIB);
    const id = await client.request("/small.txt");
    await client.waitFor(id, ({ ended }) => ended);
  }
  const deadline = Date.now() + 5_000;
  let now = before.descriptors + 100;
  while (now > before.descriptors + 10 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    now = (await usageOf(server)).descriptors;
  }
  assert(now <= before.descriptors + 10, `${now - before.descriptors} descriptors remain`);
});
