// Unix sockets, and the client address in X-Forwarded-For.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { Process, runToEnd } from "../support/server.ts";
import { runTool, testWith } from "../support/tools.ts";

/** Starts a server on a Unix socket; `args` follow the folder and the address. */
async function start(folder: TemporaryFolder, args: readonly string[] = []): Promise<Process> {
  folder.write("site/a.txt", "content");
  const server = new Process([
    folder.at("site"),
    `--bind=unix:${folder.at("s")}`,
    "--log-format=common",
    ...args,
  ]);
  await server.waitFor("ready line", ({ stderr }) => /^Serving /m.test(stderr));
  return server;
}

/** Requests a file over the socket with curl. Returns its content and the status. */
async function get(path: string, ...options: string[]): Promise<string> {
  const fixed = ["curl", "-sS", "--unix-socket", path, "-w", " %{http_code}"];
  return (await runTool([...fixed, ...options, "http://example.org/a.txt"])).stdout;
}

for (const gate of [[], ["--idle-timeout=5"]]) {
  const suffix = gate.length === 0 ? "" : ", with the gate";
  testWith(
    ["curl"],
    `socket file: only owner and group have access, and shutdown removes it${suffix}`,
    async () => {
      using folder = new TemporaryFolder();
      await using server = await start(folder, gate);
      assertStringIncludes(server.stderr, ` at unix:${folder.at("s")}\n`);
      assertEquals((Deno.statSync(folder.at("s")).mode ?? 0) & 0o777, 0o660);
      assertEquals(await get(folder.at("s")), "content 200");
      assertEquals(await get(folder.at("s"), "--http2-prior-knowledge"), "content 200");
      assertEquals(await server.stop(), 0);
      assert(!folder.has("s"));
      assertStringIncludes(server.stdout, "- - - [");
    },
  );
}

testWith(["curl"], "socket file: a stale socket is replaced", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await start(folder);
    await server.stop("SIGKILL");
    assert(folder.has("s"));
  }
  await using server = await start(folder);
  assertEquals(await get(folder.at("s")), "content 200");
  assertEquals(await server.stop(), 0);
});

testWith(["curl"], "socket file: a socket in use and a regular file are not replaced", async () => {
  using folder = new TemporaryFolder();
  await using _server = await start(folder);
  folder.write("file", "precious");
  const rows = [["s", "is in use"], ["file", "is not a socket"], [
    "none/s",
    "can't listen",
  ]] as const;
  for (const [name, problem] of rows) {
    const { status, stderr } = await runToEnd([`--bind=unix:${folder.at(name)}`]);
    assertEquals([status, stderr.split("\n").length], [1, 2]);
    assertStringIncludes(stderr, problem);
  }
  assertEquals(await get(folder.at("s")), "content 200");
  assertEquals(Deno.readTextFileSync(folder.at("file")), "precious");
});

testWith(
  ["curl"],
  "socket file: the log has the client from X-Forwarded-For of trusted proxies only",
  async () => {
    const forwarded = "X-Forwarded-For: 198.51.100.7, 192.0.2.9, 10.0.0.1";
    const rows = [["unix,10.0.0.0/8", "192.0.2.9"], ["10.0.0.0/8", "-"]] as const;
    for (const [trusted, client] of rows) {
      using folder = new TemporaryFolder();
      await using server = await start(folder, [`--trust-proxy=${trusted}`]);
      assertEquals(await get(folder.at("s"), "-H", forwarded), "content 200");
      assertEquals(await server.stop(), 0);
      assert(server.stdout.startsWith(`${client} - - [`), server.stdout);
    }
  },
);
