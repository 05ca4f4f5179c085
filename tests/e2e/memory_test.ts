// The memory ceiling in docs/limits.md, tested with everything that uses memory at the same time.

import { assert, assertEquals } from "@std/assert";
import { encodeHex } from "@std/encoding/hex";
import { exchange, requestText } from "../support/raw.ts";
import { Site } from "../support/server.ts";
import { runTool } from "../support/tools.ts";
import type { TemporaryFolder } from "../support/folder.ts";

const MIB = 1024 * 1024;

/** Ceilings in docs/limits.md for the first worker, each further worker, and each slow reader, in bytes. */
const FIRST = 500 * MIB;
const OTHER = 400 * MIB;
const EACH = MIB;

const SLOW = 100;
const ENTRIES = 30_000;
const TEXTS = 200;

function fill(folder: TemporaryFolder): void {
  folder.writeZeros("large.bin", 256 * MIB);
  // Files that are cached, and files that are compressed as streams.
  for (let index = 0; index < TEXTS; index++) {
    folder.write(`texts/${index}.txt`, `line ${index} of many\n`.repeat(20_000));
  }
  for (let index = 0; index < 16; index++) {
    // It stays large when it is compressed, so that it waits for its client; an encoder could hold all of it.
    const bytes = new Uint8Array(6 * MIB).map((_, at) => (at * at * (index + 7)) >>> 5);
    folder.write(`big/${index}.txt`, encodeHex(bytes));
  }
  for (let index = 0; index < ENTRIES; index++) folder.write(`list/${index}.txt`, "");
}

/** Peak resident memory of a process, in bytes. */
async function peakOf(pid: number): Promise<number> {
  const { stdout } = await runTool(["cat", `/proc/${pid}/status`]);
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(stdout)?.[1]) * 1024;
}

/** Sends a request and reads only the first bytes of the response. */
async function dawdle(port: number, path: string): Promise<Deno.TcpConn> {
  const client = await Deno.connect({ hostname: "127.0.0.1", port });
  await client.write(
    new TextEncoder().encode(requestText("GET", path, { "accept-encoding": "br" })),
  );
  await client.read(new Uint8Array(16));
  return client;
}

for (const workers of [1, 2]) {
  Deno.test({
    name:
      `memory: the peak under every kind of load stays below the stated limit (workers: ${workers})`,
    ignore: Deno.build.os !== "linux",
    fn: () => fillUp(workers),
  });
}

async function fillUp(workers: number): Promise<void> {
  const limits = ["--max-connections=4096", "--max-connections-per-address=0"];
  await using site = await Site.start(fill, [`--workers=${workers}`, "--quiet", ...limits]);
  const { port, pid } = site.server;
  const slow = await Promise.all(
    [
      ...Array.from({ length: SLOW }, () => "/large.bin"),
      ...Array.from({ length: 4 }, () => "/?download=tar"),
      ...Array.from({ length: 10 }, () => "/list/?format=json&sort=size"),
      ...Array.from({ length: 20 }, (_, index) => `/big/${index % 16}.txt`),
    ].map((path) => dawdle(port, path)),
  );
  const answered: number[] = [];
  // Enough files to exceed the content cache.
  const busy = Array.from({ length: 4 }, async (_, lane) => {
    for (let index = lane; index < TEXTS; index += 4) {
      const path = index % 50 === 0 ? "/list/?format=text" : `/texts/${index}.txt`;
      const coding = ["br", "zstd", "gzip", "identity"][lane] ?? "br";
      const request = requestText("GET", path, { "accept-encoding": coding });
      answered.push((await exchange(port, request)).status);
    }
  });
  await Promise.all(busy);
  const peak = await peakOf(pid);
  for (const client of slow) client.close();
  assertEquals(answered.length, TEXTS);
  assert(answered.every((status) => status === 200 || status === 503), answered.join());
  const ceiling = FIRST + (workers - 1) * OTHER + SLOW * EACH;
  assert(peak < ceiling, `${Math.round(peak / MIB)} MiB`);
  assertEquals((await site.server.request("/texts/0.txt")).status, 200);
}
