// The server survives slow clients, too many clients, dying workers and a missing root.

import { assert, assertEquals } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { exchange, RawClient, requestText } from "../support/raw.ts";
import { COMMAND, delay, PROJECT, Server, Site } from "../support/server.ts";
import { memoryOf, runTool, testWith } from "../support/tools.ts";

/** More than the buffers between two processes hold, in bytes. */
const LARGE = 8 * 1024 * 1024;

function fill(folder: TemporaryFolder): void {
  folder.write("a.txt", "content");
  folder.writeZeros("large.bin", LARGE);
}

/** Duration of one request, in milliseconds. @throws If the response is wrong. */
async function timeOne(port: number): Promise<number> {
  const start = performance.now();
  assertEquals((await exchange(port, requestText("GET", "/a.txt"))).text, "content");
  return performance.now() - start;
}

/** Repeats a request while something runs. @returns The 99th percentile of the durations, in milliseconds. */
async function p99During(port: number, running: Promise<unknown>): Promise<number> {
  const times: number[] = [];
  let ended = false;
  running.finally(() => ended = true);
  while (!ended) {
    times.push(await timeOne(port));
    await delay(5);
  }
  times.sort((one, other) => one - other);
  return times[Math.ceil(times.length * 0.99) - 1] ?? NaN;
}

async function countDescriptors(pid: number): Promise<number> {
  return (await runTool(["ls", `/proc/${pid}/fd`])).stdout.split("\n").length;
}

testWith(
  ["slowhttptest"],
  "resilience: connections with slow heads are closed, and others are hardly affected",
  async () => {
    const limits = ["--header-timeout=2", "--max-connections-per-address=0"];
    await using site = await Site.start(fill, ["--workers=2", "--quiet", ...limits]);
    const { port } = site.server;
    const slow = runTool([
      ...[
        "slowhttptest",
        "-H",
        "-c",
        "500",
        "-r",
        "250",
        "-i",
        "1",
        "-x",
        "8",
        "-p",
        "3",
        "-l",
        "15",
      ],
      ...["-u", `http://127.0.0.1:${port}/`],
    ]);
    const p99 = await p99During(port, slow);
    // Without the timeout all of them would be open at the end.
    assert(/No open connections left/.test((await slow).stdout), (await slow).stdout);
    assert(p99 < 4000, `${p99} ms`);
    assertEquals(await site.server.stop(), 0);
  },
);

testWith(
  ["slowhttptest"],
  "resilience: slow readers of a large file use little memory and are disconnected",
  async () => {
    const limits = ["--write-timeout=3", "--max-connections-per-address=0"];
    await using site = await Site.start(fill, ["--workers=2", "--quiet", ...limits]);
    const { port, pid } = site.server;
    await timeOne(port);
    const before = await memoryOf(pid);
    const slow = runTool([
      ...["slowhttptest", "-X", "-c", "100", "-r", "100", "-w", "10", "-y", "20", "-n", "20"],
      ...["-z", "32", "-k", "1", "-p", "3", "-l", "30", "-u", `http://127.0.0.1:${port}/large.bin`],
    ]);
    let peak = 0;
    let [most, least] = [0, Infinity];
    const watching = (async () => {
      // The clients themselves run longer than this.
      for (let count = 0; count < 75 && least >= 80; count++) {
        await delay(300);
        peak = Math.max(peak, await memoryOf(pid));
        const descriptors = await countDescriptors(pid);
        most = Math.max(most, descriptors);
        least = most > 200 ? Math.min(least, descriptors) : least;
      }
    })();
    const p99 = await p99During(port, watching);
    await slow;
    // All 100 were connected, with three descriptors each, and then they were closed.
    assert(most > 200 && least < 80, `${most}, ${least} descriptors`);
    assert(peak - before < 200 * 1024 * 1024, `${(peak - before) / 1024 / 1024} MiB`);
    assert(p99 < 6000, `${p99} ms`);
  },
);

for (const kind of ["plain", "TLS"] as const) {
  Deno.test({
    name: `resilience: without free descriptors the gate evicts waiting connections (${kind})`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      using keys = new TemporaryFolder();
      const certificate = await writeCertificate(keys);
      const options = kind === "TLS" ? certificate.options : ["--max-connections=4096"];
      await using site = await Site.start(
        fill,
        ["--workers=1", "--quiet", "--max-connections-per-address=0", ...options],
        { command: ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh", ...COMMAND] },
      );
      const { port } = site.server;
      const open = () =>
        kind === "TLS" ? RawClient.openSecure(port, certificate.cert) : RawClient.open(port);
      using download = await open();
      await download.send(requestText("GET", "/large.bin"));
      const head = await download.receiveHead();
      const others: RawClient[] = [];
      for (let count = 0; count < 400; count++) {
        const other = await RawClient.open(port).catch(() => undefined);
        if (other !== undefined) others.push(other);
      }
      // Clients that send a request still get a response.
      for (let count = 0; count < 5; count++) {
        using client = await open();
        await client.send(requestText("GET", "/a.txt"));
        assertEquals((await client.receive()).text, "content");
      }
      assertEquals((await download.receiveBody(head)).body.byteLength, LARGE);
      for (const other of others) other[Symbol.dispose]();
      assert(/descriptors.*ulimit -n/.test(site.server.stderr), site.server.stderr);
      assert(!site.server.stderr.includes("died"), site.server.stderr);
      assertEquals(await site.server.stop(), 0);
    },
  });
}

testWith(
  ["python3"],
  "resilience: 5,000 idle connections stay open and use little memory each",
  async () => {
    const limits = ["--max-connections=0", "--max-connections-per-address=0", "--header-timeout=0"];
    await using site = await Site.start(fill, ["--workers=2", "--quiet", ...limits]);
    const { port, pid } = site.server;
    await timeOne(port);
    const before = await memoryOf(pid);
    const script = `
import resource, socket, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (6000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
head = b"GET /a.txt HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n"
all = []
for count in range(5000):
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    s.sendall(head)
    assert s.recv(4096).endswith(b"content")
    all.append(s)
open(sys.argv[2], "w").close()
time.sleep(3)
for s in all:
    s.sendall(head)
    assert s.recv(4096).endswith(b"content")
print("all answered twice")
`;
    const ready = site.folder.at("ready");
    const command = ["python3", "-c", script, `${port}`, ready];
    const clients = runTool(command, undefined, 60_000);
    for (let count = 0; count < 4500 && !site.folder.has("ready"); count++) await delay(10);
    const each = (await memoryOf(pid) - before) / 5000;
    assert(await timeOne(port) < 3000);
    const { stdout, stderr } = await clients;
    assertEquals(stdout, "all answered twice\n", stderr);
    assert(each < 64 * 1024, `${Math.round(each)} bytes each`);
  },
);

Deno.test("resilience: a worker that dies under load is replaced, and its connections no longer count", async () => {
  using folder = new TemporaryFolder();
  fill(folder);
  const args = ["--port=0", "--workers=2", "--quiet", "--max-connections=8"];
  await using server = await Server.start([folder.path, ...args], {
    command: [
      ...[Deno.execPath(), "run", "--quiet", "--no-prompt", `--config=${PROJECT}/deno.json`],
      ...["-P=start", `${PROJECT}/tests/support/dying_main.ts`],
    ],
  });
  let answered = 0;
  let longest = 0;
  let last = performance.now();
  const end = last + 4000;
  while (performance.now() < end) {
    const done = await timeOne(server.port).then(() => true, () => false);
    if (!done) continue;
    answered++;
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  assert((server.stderr.match(/worker 1 died/g)?.length ?? 0) >= 3, server.stderr);
  assert(answered > 20, `${answered} answered`);
  assert(longest < 5000, `no response for ${longest} ms`);
  assertEquals(await server.stop(), 0);
});

Deno.test("resilience: a root that is removed and restored is served again", async () => {
  using outside = new TemporaryFolder();
  outside.write("site/a.txt", "content");
  const args = [outside.at("site"), "--port=0", "--workers=2", "--quiet"];
  await using server = await Server.start(args);
  assertEquals((await server.request("/a.txt")).text, "content");
  outside.remove("site");
  assertEquals((await server.request("/a.txt")).status, 404);
  assertEquals((await server.request("/")).status, 404);
  outside.write("site/a.txt", "anew");
  assertEquals((await server.request("/a.txt")).text, "anew");
  assertEquals(await server.stop(), 0);
});

for (const kind of ["plain", "TLS"] as const) {
  Deno.test(`resilience: SIGTERM lets 20 slow downloads complete (${kind})`, async () => {
    using keys = new TemporaryFolder();
    const certificate = await writeCertificate(keys);
    const options = kind === "TLS" ? certificate.options : ["--max-connections=100"];
    await using site = await Site.start(fill, [
      "--workers=2",
      "--quiet",
      "--grace-period=60",
      ...options,
    ]);
    const { port } = site.server;
    const open = () =>
      kind === "TLS" ? RawClient.openSecure(port, certificate.cert) : RawClient.open(port);
    using idle = await open();
    await idle.send(requestText("GET", "/a.txt"));
    await idle.receive();
    const downloads = await Promise.all(Array.from({ length: 20 }, async () => {
      const client = await open();
      await client.send(requestText("GET", "/large.bin"));
      return { client, head: await client.receiveHead() };
    }));
    site.server.signal("SIGTERM");
    assert(await idle.isClosed());
    await delay(200);
    await Promise.all(downloads.map(async ({ client, head }) => {
      assertEquals((await client.receiveBody(head)).body.byteLength, LARGE);
      client[Symbol.dispose]();
    }));
    assertEquals(await site.server.end(), 0);
  });
}
