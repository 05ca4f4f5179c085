// System faults: a failing disk, an unmounted file system, a clock that jumps.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { exchange, RawClient, requestText } from "../support/raw.ts";
import { COMMAND, delay, Server, Site } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

/** Larger than any content kept in memory, in bytes. */
const LARGE = 4 * 1024 * 1024;

/** Whether this user may trace its child processes. */
function canTrace(): boolean {
  const command = new Deno.Command("strace", { args: ["-qq", "-o", "/dev/null", "true"] });
  return hasTool("strace") && command.outputSync().success;
}

const mayTrace = canTrace();

Deno.test({
  name: `faults: a file that can't be read is 500 or cut, others are served${
    mayTrace ? "" : " (needs strace, and the right to trace)"
  }`,
  ignore: !mayTrace,
  fn: async () => {
    using folder = new TemporaryFolder();
    folder.write("bad.txt", "x".repeat(2000));
    folder.writeZeros("bad.bin", LARGE);
    folder.write("good.txt", "content");
    const failing = ["pread64", "read", "preadv"].join();
    // With -D the server is the direct child and is terminated; otherwise it would outlive strace.
    const trace = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${failing}`];
    const paths = ["bad.txt", "bad.bin"].flatMap((name) => ["-P", folder.at(name)]);
    await using server = await Server.start(
      [folder.path, "--port=0", "--workers=1", "--quiet", "--no-compress"],
      { command: [...trace, ...paths, "-e", `inject=${failing}:error=EIO`, ...COMMAND] },
    );
    for (let count = 0; count < 3; count++) {
      const bad = await server.request("/bad.txt");
      assertEquals(bad.status, 500);
      assert(!bad.text.includes(folder.path), bad.text);
      const large = await server.request("/bad.bin");
      assert(large.status === 500 || large.cut, `${large.status}`);
      assertEquals((await server.request("/good.txt")).text, "content");
      assertEquals((await server.request("/bad.txt", {}, "HEAD")).status, 200);
    }
    assertMatch(server.stderr, /^plinth: a request failed: /m);
    assert(!server.stderr.includes("died"), server.stderr);
  },
});

/** Whether this user may mount something in a namespace of its own. */
function canMount(): boolean {
  if (!hasTool("unshare") || !hasTool("nsenter")) return false;
  const args = ["-m", "mount", "-t", "tmpfs", "none", "/mnt"];
  return new Deno.Command("unshare", { args, stdout: "null", stderr: "null" }).outputSync().success;
}

const mayMount = canMount();

Deno.test({
  name: `faults: an unmounted root is 404, and is served again after a mount${
    mayMount ? "" : " (needs the right to mount)"
  }`,
  ignore: !mayMount,
  fn: async () => {
    using outside = new TemporaryFolder();
    outside.makeFolder("site");
    const root = outside.at("site");
    const mount = (text: string) =>
      `mount -t tmpfs none ${root} && printf %s ${text} >${root}/a.txt && ` +
      `head -c ${LARGE} /dev/zero >${root}/large.bin`;
    const command = ["unshare", "-m", "sh", "-c", `${mount("first")} && exec "$@"`, "sh"];
    await using server = await Server.start(
      [root, "--port=0", "--workers=2", "--log-format=common", "--max-connections=100"],
      { command: [...command, ...COMMAND] },
    );
    async function within(script: string): Promise<void> {
      const enter = ["nsenter", "-t", `${server.pid}`, "-m", "sh", "-c", script];
      const { status, stderr } = await runTool(enter);
      assertEquals(status, 0, stderr);
    }
    assertEquals((await server.request("/a.txt")).text, "first");
    using download = await RawClient.open(server.port);
    await download.send(requestText("GET", "/large.bin"));
    const head = await download.receiveHead();
    await within(`umount -l ${root}`);
    // An open file stays readable until it is closed.
    assertEquals((await download.receiveBody(head)).body.byteLength, LARGE);
    assertEquals((await server.request("/a.txt")).status, 404);
    assertEquals((await server.request("/large.bin")).status, 404);
    await within(mount("second"));
    assertEquals((await server.request("/a.txt")).text, "second");
    assertEquals(await server.stop(), 0);
    assertEquals(server.stdout.match(/" 404 /g)?.length, 2);
  },
});

const FAKETIME = ["x86_64", "aarch64"].map((machine) =>
  `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`
).find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

Deno.test({
  name: `faults: a clock jump closes no connection and delays nothing${
    FAKETIME === undefined ? " (needs faketime)" : ""
  }`,
  ignore: FAKETIME === undefined,
  fn: async () => {
    using times = new TemporaryFolder();
    times.write("clock", "+0");
    const env = {
      LD_PRELOAD: FAKETIME ?? "",
      FAKETIME_TIMESTAMP_FILE: times.at("clock"),
      FAKETIME_NO_CACHE: "1",
      // A real jump does not affect the monotonic clock either.
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
    };
    const limits = ["--header-timeout=2", "--idle-timeout=60"];
    await using site = await Site.start(
      (folder) => folder.write("a.txt", "0"),
      ["--workers=1", "--log-format=common", ...limits],
      { env },
    );
    const { server: { port }, folder } = site;
    using kept = await RawClient.open(port);
    for (const [index, [clock, days]] of [["+0", 0], ["+3d", 3], ["-5d", -5]].entries()) {
      times.write("clock", `${clock}`);
      folder.write("a.txt", `version ${index}`);
      using slow = await RawClient.open(port);
      await slow.send("GET /a");
      const start = performance.now();
      // More than a sweep of the gate.
      await delay(1200);
      await kept.send(requestText("GET", "/a.txt"));
      const response = await kept.receive();
      assertEquals([response.status, response.text], [200, `version ${index}`]);
      const date = Date.parse(response.field("date") ?? "") - Date.now();
      assert(Math.abs(date - Number(days) * 86_400_000) < 60_000, `${clock}: ${date}`);
      assertEquals((await exchange(port, requestText("GET", "/a.txt"))).status, 200);
      assertEquals((await slow.receive()).status, 408);
      const waited = performance.now() - start;
      assert(waited > 1900 && waited < 8000, `${waited} ms`);
    }
    assertEquals(await site.server.stop(), 0);
    assertEquals(site.server.stdout.match(/" 200 /g)?.length, 6);
  },
});
