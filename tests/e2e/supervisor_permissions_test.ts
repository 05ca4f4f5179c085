// What the supervisor may still do once it serves.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { commandOf, PROJECT, Server } from "../support/server.ts";

const COMMAND = commandOf("tests/support/permissions_main.ts");

/** The optional permissions that a server has after its start. */
async function permissionsOf(args: readonly string[]): Promise<string | undefined> {
  const options = { command: COMMAND, env: { PORT: "0" } };
  await using server = await Server.start([...args, "--quiet", "--workers=1"], options);
  server.signal("SIGUSR2");
  await server.waitFor("permissions", ({ stderr }) => /^permissions .*\.$/m.test(stderr));
  return /^permissions (.*)\.$/m.exec(server.stderr)?.[1];
}

Deno.test("supervisor: after the start it may not write, read the environment or ask the system", async () => {
  using folder = new TemporaryFolder();
  folder.write("site/a.txt", "A");
  const site = folder.at("site");
  assertEquals(await permissionsOf([site]), "");
  assertEquals(await permissionsOf([site, "--admin=127.0.0.1:0", "--live"]), "");
  const { options } = await writeCertificate(folder);
  assertEquals(await permissionsOf([site, ...options]), "");
  assertEquals(await permissionsOf([site, "--log-file", folder.at("access.log")]), "write");
});

Deno.test({
  name:
    "supervisor: from source it runs, reloads and replaces workers with nothing but what it names",
  // An executable's permissions are fixed when it is compiled.
  ignore: commandOf("main.ts")[1] !== "run",
  fn: async () => {
    using folder = new TemporaryFolder();
    folder.write("site/a.txt", "A");
    folder.write("plinth.json", JSON.stringify({ directory: "site" }));
    const { options } = await writeCertificate(folder);
    const port = freePort();
    const command = [
      ...[Deno.execPath(), "run", "--quiet", "--no-prompt", `--config=${PROJECT}/deno.json`],
      ...[`--allow-read=${folder.path},${PROJECT}`, "--allow-net=127.0.0.1"],
      `${PROJECT}/tests/support/rogue_main.ts`,
    ];
    const args = ["-c", folder.at("plinth.json"), `--port=${port}`, "--quiet", "--workers=2"];
    await using server = await Server.start([...args, ...options], { command });
    const starts = () => server.stderr.match(/^received \{"kind":"start"/gm)?.length ?? 0;
    await server.waitFor("two workers", () => starts() === 2);
    folder.write("site/rogue.txt", "nothing");
    await server.waitFor("replacement", () => starts() === 3);
    server.signal("SIGHUP");
    await server.waitFor("reload", ({ stderr }) => stderr.includes("reloaded settings and rules"));
    await writeCertificate(folder);
    await server.waitFor("certificate", ({ stderr }) => stderr.includes('"kind":"certificate"'));
    assertEquals(server.stderr.match(/^plinth: .*$/gm)?.length, 2, server.stderr);
    assertStringIncludes(server.stderr, "worker 1 died: it sent an invalid message");
    assertEquals(await server.stop(), 0);
  },
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
