// --log-file: the access log in a file, rotated by another program.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { runToEnd, Server } from "../support/server.ts";

function linesOf(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
  } catch {
    return [];
  }
}

async function startLogging(folder: TemporaryFolder): Promise<Server> {
  folder.write("site/a.txt", "content");
  const args = [folder.at("site"), "--port=0", "--workers=2", `--log-file=${folder.at("log")}`];
  return await Server.start(args);
}

Deno.test("log file: lines are appended, and stdout stays empty", async () => {
  using folder = new TemporaryFolder();
  folder.write("log", "a line from before\n");
  await using server = await startLogging(folder);
  for (let count = 0; count < 10; count++) await server.request(`/a.txt?${count}`);
  assertEquals(await server.stop(), 0);
  const lines = linesOf(folder.at("log"));
  assertEquals([lines.length, lines[0], server.stdout], [11, "a line from before", ""]);
  assertMatch(
    lines[1] ?? "",
    /^127\.0\.0\.1 - - \[.*\] "GET \/a\.txt\?\d HTTP\/1\.1" 200 7 "-" "-"$/,
  );
});

Deno.test("log file: SIGHUP reopens it at once, and no line is lost under load", async () => {
  using folder = new TemporaryFolder();
  await using server = await startLogging(folder);
  let asked = 0;
  for (let round = 0; round < 5; round++) {
    const load = Array.from({ length: 100 }, () => server.request(`/a.txt?${asked++}`));
    Deno.renameSync(folder.at("log"), folder.at(`log.${round}`));
    server.signal("SIGHUP");
    await server.waitFor("a new log", () => {
      try {
        return Deno.statSync(folder.at("log")).isFile;
      } catch {
        return false;
      }
    });
    await Promise.all(load);
  }
  assertEquals(await server.stop(), 0);
  const names = ["log", ...Array.from({ length: 5 }, (_, round) => `log.${round}`)];
  const lines = names.flatMap((name) => linesOf(folder.at(name)));
  assertEquals(new Set(lines.map((line) => /\?(\d+) /.exec(line)?.[1])).size, 500);
  assertEquals(lines.length, 500);
  assertEquals(server.stderr.match(/^plinth: (?!reloaded settings and rules$)/gm), null);
});

Deno.test("log file: if it can't be reopened the old one stays in use", async () => {
  using folder = new TemporaryFolder();
  await using server = await startLogging(folder);
  Deno.renameSync(folder.at("log"), folder.at("log.1"));
  folder.makeFolder("log");
  server.signal("SIGHUP");
  await server.waitFor("report", ({ stderr }) => /^plinth: the log file can't be/m.test(stderr));
  await server.request("/a.txt");
  assertEquals(await server.stop(), 0);
  assertEquals(linesOf(folder.at("log.1")).length, 1);
});

Deno.test("log file: a file that can't be written is an error at start", async () => {
  using folder = new TemporaryFolder();
  const { status, stderr } = await runToEnd([
    folder.path,
    "--port=0",
    `--log-file=${folder.at("no/such/folder/log")}`,
  ]);
  assertEquals(status, 1);
  assertMatch(stderr, /^plinth: the log file ".*" can't be written: .* \(.*\)\n$/);
});

Deno.test("log file: only its owner and group can read it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startLogging(folder);
  const { mode } = Deno.statSync(folder.at("log"));
  assert(mode !== null && (mode & 0o007) === 0);
  assertEquals(await server.stop(), 0);
});
