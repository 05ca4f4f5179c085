// The address: busy and free ports, options that set it, and signals through `deno task start`.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { nextFreePort } from "../../lib/server/find_address.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { exchange, requestText } from "../support/raw.ts";
import { COMMAND, PROJECT, runToEnd, Server, Site } from "../support/server.ts";

/** A port that was just free. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("port: a busy port is detected, even if its workers share it", async () => {
  await using site = await Site.start(undefined, ["--workers=2", "--quiet"]);
  const { status, stdout, stderr } = await runToEnd([site.folder.path, `${site.server.port}`]);
  assertEquals([status, stdout], [1, ""]);
  const said =
    /^plinth: port (\d+) on 127\.0\.0\.1 is in use by what seems to be another Plinth \(--port (\d+) is free, .*\)\n$/
      .exec(stderr);
  assert(Number(said?.[2]) > Number(said?.[1]), stderr);
  // The first server has lost no connection.
  for (let count = 0; count < 20; count++) {
    assertEquals((await site.server.request("/")).status, 200);
  }
});

Deno.test("port: the message for a busy --https-redirect port names that option", async () => {
  using busy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = busy.addr;
  const args = ["--tls-self-signed", `--https-redirect=${port}`, "--port=0"];
  const { status, stderr } = await runToEnd(args);
  assertEquals(status, 1);
  const said = /^plinth: port (\d+) on .* is in use.* \(--https-redirect (\d+) is free, /.exec(
    stderr,
  );
  assertEquals(Number(said?.[1]), port, stderr);
  assert(Number(said?.[2]) > port, stderr);
});

Deno.test("port: a suggested port is not the reserved one", () => {
  const address = { hostname: "127.0.0.1", port: freePort() };
  const free = nextFreePort(address) ?? 0;
  assert(free > address.port);
  assert((nextFreePort(address, free) ?? free) > free);
});

Deno.test("port: an address of another machine is an error", async () => {
  const { status, stderr } = await runToEnd(["--bind=192.0.2.1", "--port=0"]);
  assertEquals(status, 1);
  assertMatch(stderr, /^plinth: can't listen on 192\.0\.2\.1:0: .* \(.*--bind.*\)\n$/);
});

Deno.test("port: PORT applies if no port is given", async () => {
  const port = freePort();
  await using server = await Server.start(["--quiet"], { env: { PORT: `${port}` } });
  assertEquals(server.port, port);
  await using other = await Server.start(["--quiet", "--port=0"], { env: { PORT: `${port}` } });
  assert(other.port !== port);
});

Deno.test("port: DENO_SERVE_ADDRESS does not move it", async () => {
  const elsewhere = freePort();
  await using server = await Server.start(["--quiet", "--port=0"], {
    env: { DENO_SERVE_ADDRESS: `tcp:0.0.0.0:${elsewhere}` },
  });
  assertEquals((await server.request("/")).status, 200);
  const refused = await exchange(elsewhere, requestText("GET", "/")).then(() => false, () => true);
  assert(refused);
});

Deno.test("port: an IPv6 address works", async () => {
  await using server = await Server.start(["--quiet", "--port=0", "--bind=::1"]);
  assertMatch(server.stderr, /^Serving .+ at http:\/\/\[::1\]:\d+\/\n$/);
  const response = await fetch(`http://[::1]:${server.port}/`);
  await response.body?.cancel();
  assertEquals(response.status, 200);
});

Deno.test("port: `::` serves IPv4 and IPv6, and the log shows IPv4 addresses unmapped", async () => {
  await using server = await Server.start(["--log-format=common", "--port=0", "--bind=::"]);
  for (const host of ["127.0.0.1", "[::1]"]) {
    const response = await fetch(`http://${host}:${server.port}/`);
    await response.body?.cancel();
    assertEquals(response.status, 200);
  }
  assertEquals(await server.stop(), 0);
  const clients = server.stdout.trim().split("\n").map((line) => line.split(" ", 1)[0]);
  assertEquals(clients.sort(), ["127.0.0.1", "::1"]);
});

Deno.test("port: a restart can listen on the same port at once", async () => {
  const port = freePort();
  for (let round = 0; round < 3; round++) {
    await using server = await Server.start(["--quiet", `--port=${port}`]);
    assertEquals((await server.request("/")).status, 200);
    assertEquals(await server.stop(), 0);
  }
});

Deno.test({
  name: "port: the narrowest permissions are enough",
  ignore: COMMAND.at(-1) !== `${PROJECT}/main.ts`,
  fn: async () => {
    using folder = new TemporaryFolder();
    folder.write("a.txt", "content");
    const port = freePort();
    const flags = [`--allow-read=${folder.path},${PROJECT}`, `--allow-net=127.0.0.1:${port}`];
    await using server = await Server.start([folder.path, `--port=${port}`], {
      command: [Deno.execPath(), "run", "--no-prompt", ...flags, `${PROJECT}/main.ts`],
    });
    assertEquals((await server.request("/a.txt")).text, "content");
    assertEquals(await server.stop(), 0);
  },
});

Deno.test("port: deno task start stops cleanly when a terminal interrupts the whole group", async () => {
  await using server = await Server.start(["--quiet", "--port=0"], {
    command: [Deno.execPath(), "task", "--quiet", "start"],
    cwd: PROJECT,
    detached: true,
  });
  assertEquals((await server.request("/")).status, 200);
  // The task forwards its own signal, so the server receives two in quick succession.
  server.signal("SIGINT", true);
  assertEquals(await server.end(), 0);
});
