// A worker that dies is replaced after a growing delay; the other workers keep serving.

import { assert, assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { commandOf, Server } from "../support/server.ts";

function deaths(stderr: string): string[] {
  return stderr.split("\n").filter((line) => line.startsWith("plinth: worker 1 died"));
}

Deno.test("worker: one that dies is replaced, others keep serving", async () => {
  using folder = new TemporaryFolder();
  folder.write("a.txt", "content");
  await using server = await Server.start([folder.path, "--port=0", "--workers=2", "--quiet"], {
    command: commandOf("tests/support/dying_main.ts"),
  });
  let [answered, lost] = [0, 0];
  await server.waitFor("three deaths", ({ stderr }) => {
    // The connections of the dying worker are lost with it; a client that retries gets its response.
    server.request("/a.txt").then(({ text }) => text === "content" && answered++, () => lost++);
    return deaths(stderr).length >= 3;
  });
  assert(answered > lost, `${answered} answered, ${lost} lost`);
  const delays = deaths(server.stderr).map((line) => /restarts in ([\d.]+) s/.exec(line)?.[1]);
  assertEquals(delays.slice(0, 3), ["0.1", "0.2", "0.4"]);
  assert(deaths(server.stderr).every((line) => line.includes("a test's failure")));
  // One line each, and no stack trace.
  assertEquals(server.stderr.split("\n").filter((line) => line !== "").length, 1 + delays.length);
  assert(!server.stderr.includes("\u001b"));
  assertEquals(await server.stop(), 0);
});

Deno.test("worker: one that can't start is retried once another has listened, others serve", async () => {
  using folder = new TemporaryFolder();
  folder.write("a.txt", "content");
  await using server = await Server.start([folder.path, "--port=0", "--workers=3", "--quiet"], {
    command: commandOf("tests/support/dying_early_main.ts"),
  });
  assertEquals((await server.request("/a.txt")).text, "content");
  const early = () => server.stderr.match(/worker 3 died: .*early failure \(restarts .*\)/g) ?? [];
  await server.waitFor("two early deaths", () => early().length >= 2);
  assert(early()[0]?.endsWith("restarts in 0.1 s)") && early()[1]?.endsWith("restarts in 0.2 s)"));
  assertEquals((await server.request("/a.txt")).text, "content");
  assertEquals(await server.stop(), 0);
});
