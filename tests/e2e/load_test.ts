// Unread HTTP/2 bodies, endless uploads, archives and searches at once, beside an ordinary client.

import { assert, assertEquals } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { Http2Client } from "../support/http2.ts";
import { delay, Server } from "../support/server.ts";
import { memoryOf } from "../support/tools.ts";

const MIB = 1024 * 1024;

/** The documented ceiling for one worker and the supervisor, in bytes (SECURITY.md). */
const CEILING = 500 * MIB;

/** Fills a site with a large file and a tree of many directories. */
function fill(folder: TemporaryFolder): void {
  folder.write("small.txt", "small");
  folder.write("1m.bin", new Uint8Array(MIB));
  folder.writeZeros("tree/big.bin", 50 * MIB);
  for (let outer = 0; outer < 20; outer++) {
    for (let inner = 0; inner < 20; inner++) folder.write(`tree/d${outer}/e${inner}/f.txt`, "x");
  }
  folder.write(`deep/${"d/".repeat(100)}f.txt`, "x");
}

Deno.test({
  name: "load: greedy clients leave an ordinary one alone and keep memory below the ceiling",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using outside = new TemporaryFolder();
    using folder = new TemporaryFolder();
    fill(folder);
    const certificate = await writeCertificate(outside);
    await using server = await Server.start(
      [folder.path, "--port=0", "--workers=1", "--quiet", ...certificate.options],
    );
    const { port, pid } = server;
    const caCerts = [certificate.cert];
    const origin = `https://localhost:${port}`;
    using httpClient = Deno.createHttpClient({ caCerts, http2: false });
    const get = (path: string, signal?: AbortSignal) =>
      fetch(`${origin}${path}`, { client: httpClient, ...(signal && { signal }) });

    const abandon = new AbortController();
    const unread: Http2Client[] = [];
    for (let count = 0; count < 8; count++) {
      const client = await Http2Client.connect(port, 0, certificate.cert);
      unread.push(client);
      for (let request = 0; request < 100; request++) {
        await client.request("/1m.bin", { range: "bytes=1-" }).catch(() => {});
      }
    }
    const uploads = Array.from({ length: 4 }, async () => {
      using client = await Deno.connectTls({ hostname: "localhost", port, caCerts });
      const head =
        `POST / HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 9999999999\r\n\r\n`;
      await client.write(new TextEncoder().encode(head));
      const chunk = new Uint8Array(64 * 1024);
      for (let sent = 0; sent < 100 * MIB; sent += await client.write(chunk));
    });
    const stopped = [...uploads];
    for (let count = 0; count < 8; count++) {
      const path = count % 2 === 0 ? "/tree/?download=zip" : "/deep/?search=nothing";
      stopped.push(
        get(path, abandon.signal).then(async (response) => {
          await response.body?.pipeTo(new WritableStream({ write: () => delay(50) }));
        }),
      );
    }
    const greedy = Promise.allSettled(stopped);

    const durations: number[] = [];
    let peak = 0;
    for (let count = 0; count < 100; count++) {
      const start = performance.now();
      const response = await get("/small.txt");
      assertEquals([response.status, await response.text()], [200, "small"]);
      durations.push(performance.now() - start);
      if (count % 10 === 0) peak = Math.max(peak, await memoryOf(pid));
      await delay(20);
    }
    abandon.abort();
    for (const client of unread) client[Symbol.dispose]();
    await greedy;
    const p99 = durations.sort((one, other) => one - other)[98] ?? 0;
    console.log(`p99 ${Math.round(p99)} ms, peak ${Math.round(peak / MIB)} MiB, no errors`);
    assert(peak < CEILING, `${peak / MIB} MiB`);
    assert(!server.stderr.includes("died"), server.stderr);
    assertEquals(await server.stop(), 0);
  },
});
