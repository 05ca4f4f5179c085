// An executable opens no debugging port, whatever signal it gets.

import { assert, assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { isInspectorOpen } from "../support/inspector.ts";
import { delay, Server } from "../support/server.ts";

/** The signals that a program can handle, except those that stop or reload Plinth or suspend a process. */
const SIGNALS: readonly Deno.Signal[] = [
  ...["SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGPIPE"] as const,
  ...["SIGIO", "SIGURG", "SIGWINCH", "SIGQUIT", "SIGTRAP", "SIGSYS", "SIGCHLD", "SIGCONT"] as const,
];

Deno.test("executable: no signal opens a debugging port", async () => {
  assertEquals(await isInspectorOpen(), false, "another program listens on port 9229");
  using folder = new TemporaryFolder();
  folder.write("site/a.txt", "A");
  for (const signal of SIGNALS) {
    await using server = await Server.start([folder.at("site"), "--port=0", "-q", "--workers=2"]);
    server.signal(signal);
    for (let count = 0; count < 3; count++) {
      await delay(100);
      assert(!await isInspectorOpen(), signal);
    }
    assertEquals(/debugger|inspector/i.test(server.stderr), false, `${signal}: ${server.stderr}`);
  }
});
