// Certificates that clients reject: they are served and reported, since a server that does not start helps nobody.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createWithExtensions, writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { delay, Server } from "../support/server.ts";
import { runTool, testWith } from "../support/tools.ts";

const DAY = 86_400_000;

/** Validity of the certificates, in days. */
const VALIDITY = 397;

async function start(folder: TemporaryFolder, options: readonly string[]): Promise<Server> {
  folder.write("site/a.txt", "content");
  const args = ["--port=0", "--workers=2", "--quiet", "--admin=127.0.0.1:0"];
  return await Server.start([folder.at("site"), ...args, ...options]);
}

/** Requests a file over HTTPS without a look at the certificate. */
async function get(server: Server): Promise<string> {
  const url = `https://127.0.0.1:${server.port}/a.txt`;
  return (await runTool(["curl", "-sSk", "--noproxy", "*", url])).stdout;
}

async function readiness(server: Server): Promise<string> {
  const port = /^Admin at http:\/\/127\.0\.0\.1:(\d+)\//m.exec(server.stderr)?.[1];
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  assertEquals(response.status, 200);
  return await response.text();
}

testWith(
  ["curl"],
  "certificate: an expired one, or one that is not valid yet, is served, reported and named by /readyz",
  async () => {
    const rows = [
      [Date.now() - (VALIDITY + 3) * DAY, /expired on \d{4}-\d\d-\d\d/],
      [Date.now() + 3 * DAY, /is valid only from \d{4}-\d\d-\d\d on/],
    ] as const;
    for (const [now, problem] of rows) {
      using folder = new TemporaryFolder();
      const { options } = await writeCertificate(folder, undefined, now);
      await using server = await start(folder, options);
      assertMatch(
        server.stderr,
        new RegExp(`^plinth: the certificate ${problem.source} \\(.+\\)$`, "m"),
      );
      assertEquals(await get(server), "content");
      assertMatch(
        await readiness(server),
        new RegExp(`^warn  certificate: ${problem.source}$`, "m"),
      );
      // A renewed one needs no restart.
      await writeCertificate(folder);
      for (let count = 0; count < 100; count++) {
        if ((await readiness(server)).includes("ok    certificate: valid until")) break;
        await delay(100);
      }
      assertStringIncludes(await readiness(server), "ok    certificate: valid until");
      assertEquals(await get(server), "content");
      assertEquals(await server.stop(), 0);
    }
  },
);

testWith(
  ["curl"],
  "certificate: one that expires while it is served is reported once, and served on",
  async () => {
    using folder = new TemporaryFolder();
    const { options } = await writeCertificate(
      folder,
      undefined,
      Date.now() + 6_000 - VALIDITY * DAY,
    );
    await using server = await start(folder, options);
    assertStringIncludes(await readiness(server), "ok    certificate: valid until");
    await server.waitFor("report", ({ stderr }) => stderr.includes("the certificate expired on"));
    assertStringIncludes(await readiness(server), "warn  certificate: expired on");
    assertEquals(await get(server), "content");
    assertEquals(server.stderr.match(/^plinth: /gm)?.length, 1);
    assertEquals(await server.stop(), 0);
  },
);

testWith(
  ["curl"],
  "certificate: an expired new one does not replace a valid one, also not on SIGHUP",
  async () => {
    using folder = new TemporaryFolder();
    const { options } = await writeCertificate(folder);
    await using server = await start(folder, options);
    await writeCertificate(folder, undefined, Date.now() - (VALIDITY + 3) * DAY);
    const reports = () =>
      server.stderr.match(/^plinth: the new certificate is not used: it expired on .*$/gm)
        ?.length ?? 0;
    await server.waitFor("report", () => reports() === 1);
    server.signal("SIGHUP");
    await server.waitFor("second report", () => reports() === 2);
    assertStringIncludes(await readiness(server), "ok    certificate: valid until");
    assertEquals(await get(server), "content");
  },
);

testWith(
  ["curl", "openssl"],
  "certificate: one that is not for servers is served, reported and named by /readyz",
  async () => {
    using folder = new TemporaryFolder();
    const { options } = await createWithExtensions(folder, ["extendedKeyUsage=clientAuth"]);
    await using server = await start(folder, options);
    const report = /^plinth: the certificate is not for servers \(.*serverAuth\)$/m;
    await server.waitFor("report", ({ stderr }) => report.test(stderr));
    assertStringIncludes(await readiness(server), "warn  certificate: is not for servers");
    assertEquals(await get(server), "content");
  },
);
