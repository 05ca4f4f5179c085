// HTTPS scanned by testssl.sh. The scan takes a minute; in a separate file it runs in parallel with other tests.

import { assert, assertEquals } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { Site } from "../support/server.ts";
import { runTool, testWith } from "../support/tools.ts";

/** Time limit of the scan, in milliseconds. */
const SCAN = 180_000;

testWith(
  ["testssl"],
  "tls tools: testssl finds no old protocol and no known vulnerability",
  async () => {
    using output = new TemporaryFolder();
    const { options } = await writeCertificate(output);
    await using site = await Site.start(undefined, ["--workers=2", "--quiet", ...options]);
    const json = output.at("testssl.json");
    // Protocols, Heartbleed, CCS, renegotiation, compression.
    const checks = ["-p", "-H", "-I", "-R", "-C"];
    const fixed = ["--quiet", "--warnings=off", "--color=0", "--ip=one", `--jsonfile=${json}`];
    const target = `127.0.0.1:${site.server.port}`;
    await runTool(["testssl", ...fixed, ...checks, target], output.path, SCAN);
    const findings: { id: string; severity: string; finding: string }[] = JSON.parse(
      Deno.readTextFileSync(json),
    );
    const ids = findings.map(({ id }) => id);
    for (const id of ["SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3", "heartbleed", "CCS"]) {
      assert(ids.includes(id), `${id}: ${ids.join()}`);
    }
    const bad = findings.filter(({ severity }) => /LOW|MEDIUM|HIGH|CRITICAL/.test(severity));
    assertEquals(bad, []);
  },
);
