// HTTPS tested with scanners, load generators and slow clients.

import { assert, assertEquals } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { RawClient, requestText } from "../support/raw.ts";
import { Server, shared, Site } from "../support/server.ts";
import { runTool, testWith } from "../support/tools.ts";

/** Shorter than the delay of a delayed acknowledgement, in seconds. */
const STALL = 0.03;

/** A site served over HTTPS. */
const secure = shared(async () => {
  const keys = new TemporaryFolder();
  const { options } = await writeCertificate(keys);
  const site = await Site.start((folder) => {
    folder.write("1k.txt", "x".repeat(1024));
    folder.write("40k.txt", "x".repeat(40 * 1024));
    folder.write("100k.txt", "x".repeat(100 * 1024));
  }, ["--workers=2", "--quiet", ...options]);
  return {
    port: site.server.port,
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      keys[Symbol.dispose]();
    },
  };
});

testWith(["sslscan"], "tls tools: sslscan finds no weak protocol, cipher or key", async () => {
  const { stdout } = await runTool(["sslscan", "--no-colour", `127.0.0.1:${secure().port}`]);
  for (const protocol of ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1"]) {
    assert(new RegExp(`^${protocol} +disabled$`, "m").test(stdout), `${protocol}\n${stdout}`);
  }
  for (const protocol of ["TLSv1.2", "TLSv1.3"]) {
    assert(new RegExp(`^${protocol} +enabled$`, "m").test(stdout), `${protocol}\n${stdout}`);
  }
  const ciphers = [...stdout.matchAll(/^(?:Preferred|Accepted) +TLSv1\.\d +(\d+) bits +(\S+)/gm)];
  assert(ciphers.length >= 4, stdout);
  for (const [line, bits, name = ""] of ciphers) {
    assert(Number(bits) >= 128, line);
    assert(/GCM|CHACHA20/.test(name) && (/^TLS_/.test(name) || /^ECDHE/.test(name)), line);
  }
  assert(!/vulnerable to heartbleed/.test(stdout.replaceAll("not vulnerable", "")), stdout);
  assert(/Compression disabled|does not support compression/i.test(stdout), stdout);
});

testWith(["h2load"], "tls tools: h2load gets every response over HTTP/1.1 and HTTP/2", async () => {
  const url = `https://127.0.0.1:${secure().port}/1k.txt`;
  for (const version of [["--npn-list=h2", "-m16"], ["--h1", "-m1"]]) {
    const { stdout } = await runTool(["h2load", "-n3000", "-c16", ...version, url]);
    assert(/3000 succeeded, 0 failed, 0 errored, 0 timeout/.test(stdout), stdout);
    assert(/status codes: 3000 2xx/.test(stdout), stdout);
  }
});

testWith(["h2load"], "tls tools: SIGHUP under load fails no request", async () => {
  using keys = new TemporaryFolder();
  const { cert, options } = await writeCertificate(keys);
  keys.write("plinth.json", JSON.stringify({ directory: "site", cache: "max-age=1" }));
  keys.write("site/1k.txt", "x".repeat(1024));
  const args = ["-c", keys.at("plinth.json"), "--port=0", "--workers=2", "--quiet", ...options];
  await using server = await Server.start(args);
  const { port } = server;
  const loads = [["--npn-list=h2", "-m8"], ["--h1", "-m1"]].map((version) =>
    runTool(["h2load", "-n8000", "-c8", ...version, `https://127.0.0.1:${port}/1k.txt`])
  );
  let ended = false;
  const all = Promise.all(loads).finally(() => ended = true);
  let signals = 0;
  let last = cert;
  while (!ended || signals < 4) {
    // Every second reload has a new configuration and a new certificate.
    if (signals % 2 === 1) {
      keys.write("plinth.json", JSON.stringify({ directory: "site", cache: `max-age=${signals}` }));
      last = (await writeCertificate(keys)).cert;
    }
    server.signal("SIGHUP");
    signals++;
    await server.waitFor(
      "reload",
      ({ stderr }) => stderr.split("reloaded settings and rules\n").length > signals,
    );
    using client = await RawClient.openSecure(port, last);
    await client.send(requestText("GET", "/1k.txt"));
    assertEquals((await client.receive()).status, 200);
  }
  for (const { stdout } of await all) {
    assert(/8000 succeeded, 0 failed, 0 errored, 0 timeout/.test(stdout), stdout);
    assert(/status codes: 8000 2xx/.test(stdout), stdout);
  }
  assertEquals(await server.stop(), 0);
});

testWith(
  ["curl"],
  "tls tools: no response waits for the client's delayed acknowledgement",
  async () => {
    for (const version of ["--http1.1", "--http2"]) {
      for (const file of ["1k.txt", "40k.txt", "100k.txt"]) {
        const url = `https://127.0.0.1:${secure().port}/${file}`;
        // A delayed acknowledgement costs 40 ms or more each time; a busy machine is only slow at times.
        let best = Infinity;
        for (let count = 0; count < 4 && best >= STALL; count++) {
          best = Math.min(best, await medianTime(version, url));
        }
        assert(best < STALL, `${version} ${file}: ${best} s`);
      }
    }
  },
);

/** Returns the median time of a GET on a persistent connection, in seconds. */
async function medianTime(version: string, url: string): Promise<number> {
  const urls = Array<string>(21).fill(url).flatMap((one) => ["-o", "/dev/null", one]);
  const fixed = ["curl", "-sk", "--noproxy", "*", version, "-w", "%{time_total}\n"];
  const { stdout } = await runTool([...fixed, ...urls]);
  const times = stdout.trim().split("\n").slice(1).map(Number).sort((a, b) => a - b);
  assertEquals(times.length, 20);
  return times[10] ?? NaN;
}
