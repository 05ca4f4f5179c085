// Settings that change while the server runs: a valid new version applies, an invalid one is ignored.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { exchange, requestText } from "../support/raw.ts";
import { runToEnd, Server } from "../support/server.ts";

function settings(cache: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ directory: "site", quiet: true, workers: 2, cache, ...more });
}

/** A folder with a settings file, and the server that reads it. */
async function start(text: string): Promise<{ folder: TemporaryFolder; server: Server }> {
  const folder = new TemporaryFolder();
  folder.write("site/a.txt", "A");
  folder.write("plinth.json", text);
  const server = await Server.start(["-c", folder.at("plinth.json"), "--port=0"]);
  return { folder, server };
}

async function cacheControl(server: Server): Promise<string | undefined> {
  return (await server.request("/a.txt")).field("cache-control");
}

function times(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Waits for a number of successful and failed reloads. */
async function reloads(server: Server, good: number, bad = 0): Promise<void> {
  await server.waitFor(
    "reload",
    ({ stderr }) =>
      times(stderr, "reloaded settings and rules\n") >= good &&
      times(stderr, "stay in use\n") >= bad,
  );
}

Deno.test("reload: a changed settings file is applied, however it is replaced", async () => {
  const { folder, server } = await start(settings("max-age=1"));
  await using _server = server;
  using _folder = folder;
  assertEquals(await cacheControl(server), "max-age=1");
  folder.write("plinth.json", settings("max-age=2"));
  await reloads(server, 1);
  assertEquals(await cacheControl(server), "max-age=2");
  folder.write("new", settings("max-age=33"));
  Deno.renameSync(folder.at("new"), folder.at("plinth.json"));
  await reloads(server, 2);
  assertEquals(await cacheControl(server), "max-age=33");
  folder.write("other/plinth.json", settings("max-age=4", { directory: "../site" }));
  Deno.removeSync(folder.at("plinth.json"));
  folder.link("other/plinth.json", "plinth.json");
  // Paths are relative to the link's directory, not its target's: "../site" does not exist from there.
  await reloads(server, 2, 1);
  assertEquals(await cacheControl(server), "max-age=33");
});

Deno.test("reload: SIGHUP reloads even if nothing has changed", async () => {
  const { folder, server } = await start(settings("max-age=1"));
  await using _server = server;
  using _folder = folder;
  server.signal("SIGHUP");
  await reloads(server, 1);
  server.signal("SIGHUP");
  await reloads(server, 2);
  assertEquals(await cacheControl(server), "max-age=1");
  assertEquals(await server.stop(), 0);
});

Deno.test("reload: an invalid version is reported, and the previous one stays in use", async () => {
  const { folder, server } = await start(settings("max-age=1"));
  await using _server = server;
  using _folder = folder;
  folder.write("plinth.json", `{"cache": "max-age=2", "directory": "site",\n "etag": 1}`);
  await reloads(server, 0, 1);
  assertStringIncludes(server.stderr, 'plinth.json:2:10: "etag" can\'t be 1 (use one of "stat"');
  assertEquals(await cacheControl(server), "max-age=1");
  folder.remove("plinth.json");
  await reloads(server, 0, 2);
  assertStringIncludes(server.stderr, "there is no settings file");
  assertEquals(await cacheControl(server), "max-age=1");
  folder.write("plinth.json", settings("max-age=3"));
  await reloads(server, 1, 2);
  assertEquals(await cacheControl(server), "max-age=3");
});

Deno.test("reload: a change that needs a restart is reported, and nothing is applied", async () => {
  const { folder, server } = await start(settings("max-age=1"));
  await using _server = server;
  using _folder = folder;
  folder.makeFolder("other");
  const changes = {
    workers: { workers: 1 },
    address: { bind: "localhost" },
    folders: {
      directory: "other",
    },
  };
  let count = 0;
  for (const [what, change] of Object.entries(changes)) {
    folder.write("plinth.json", settings("max-age=2", change));
    await reloads(server, 0, ++count);
    assertStringIncludes(server.stderr, `${what} can't change while the server runs (restart it)`);
    assertEquals(await cacheControl(server), "max-age=1");
  }
});

Deno.test("reload: no request fails during reloads", async () => {
  const { folder, server } = await start(settings("max-age=0"));
  await using _server = server;
  using _folder = folder;
  let isDone = false;
  let count = 0;
  async function ask(): Promise<void> {
    while (!isDone) {
      const response = await exchange(server.port, requestText("GET", "/a.txt", {}), "GET");
      assertEquals([response.status, response.text], [200, "A"]);
      count++;
    }
  }
  const clients = [ask(), ask(), ask()];
  for (let round = 1; round <= 8; round++) {
    folder.write("plinth.json", settings(`max-age=${round}`));
    server.signal("SIGHUP");
    await reloads(server, round);
    assertEquals(await cacheControl(server), `max-age=${round}`);
  }
  isDone = true;
  await Promise.all(clients);
  assert(count > 20, `${count} requests`);
  assertEquals(await server.stop(), 0);
});

Deno.test("settings file: the command line wins; an invalid file exits with 2", async () => {
  using folder = new TemporaryFolder();
  folder.write("site/a.txt", "A");
  folder.write("plinth.json", settings("max-age=1", { port: 1, etag: "off" }));
  await using server = await Server.start([
    ...["-c", folder.at("plinth.json"), "-p0", "--cache=max-age=9"],
  ]);
  const response = await server.request("/a.txt");
  assertEquals([response.field("cache-control"), response.field("etag")], ["max-age=9", undefined]);
  folder.write("bad.json", `{"port": -1}`);
  const { status, stdout, stderr } = await runToEnd(["--config", folder.at("bad.json")]);
  const line = `plinth: ${folder.path}/bad.json:1:10: "port" can't be -1 ` +
    "(use a whole number from 0 to 65535)\n";
  assertEquals([status, stdout, stderr], [2, "", line]);
});

Deno.test("reload: the site's _redirects and _headers may be added, changed and removed", async () => {
  using folder = new TemporaryFolder();
  folder.write("a.txt", "A");
  folder.write("_redirects", "/old /new 302\n/api/* https://api.example/:splat 200\n");
  await using server = await Server.start([folder.path, "--port=0", "--workers=2", "--quiet"]);
  assertStringIncludes(server.stderr, "_redirects:2:8: ");
  assertStringIncludes(server.stderr, "the line is ignored\n");
  const location = async () => (await server.request("/old")).field("location");
  const field = async () => (await server.request("/a.txt")).field("x-a");
  assertEquals([await location(), await field()], ["/new", undefined]);
  folder.write("_headers", "/*\n  X-A: 1\n");
  await reloads(server, 1);
  assertEquals([await location(), await field()], ["/new", "1"]);
  folder.write("_redirects", "/old /newer\n");
  await reloads(server, 2);
  assertEquals([await location(), await field()], ["/newer", "1"]);
  // A mistake in one of them leaves both unchanged.
  folder.write("_redirects", "/old /newest\n/broken\n");
  await reloads(server, 2, 1);
  assertStringIncludes(server.stderr, '_redirects:2:1: the rule for "/broken" has no target');
  assertEquals([await location(), await field()], ["/newer", "1"]);
  folder.remove("_redirects");
  folder.remove("_headers");
  await reloads(server, 3, 1);
  assertEquals([await location(), await field()], [undefined, undefined]);
  // Links out of the root and directories are ignored.
  folder.link("/etc/passwd", "_redirects");
  folder.makeFolder("_headers");
  await reloads(server, 4, 1);
  assertEquals([await location(), (await server.request("/a.txt")).text], [undefined, "A"]);
});
