// The sandbox, tested from inside a real server worker.

import { assert, assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { commandOf, IS_EXECUTABLE, Server } from "../support/server.ts";

/** The process has all permissions that Plinth needs; only the workers' own permissions restrict them. */
const COMMAND = commandOf("tests/support/probe_main.ts");

/**
 * What the runtime does not ask for permission, a fact of the platform that is pinned here: in an executable, import()
 * of a file. Nothing can get at it: there is no import() of a name that is not fixed in what is compiled, and
 * nothing makes code of strings there (tests/binary).
 */
const HOLES = IS_EXECUTABLE ? ["import a local module"] : [];

Deno.test("sandbox: a worker can read the root and serve, and nothing else", async () => {
  using outside = new TemporaryFolder();
  outside.write("secret.txt", "secret");
  outside.write("site.txt", "secret");
  outside.write("module.js", "export default 1;");
  outside.write("site/a.txt", "a");
  using foreign = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const plan = {
    secret: outside.at("secret.txt"),
    module: outside.at("module.js"),
    foreignPort: foreign.addr.port,
  };
  outside.write("site/plan.json", JSON.stringify(plan));
  const args = [outside.at("site"), "--port=0", "--workers=2", "--quiet"];
  await using server = await Server.start(args, { command: COMMAND, env: { HOME: "/home" } });
  await server.waitFor("two reports", ({ stderr }) => stderr.match(/^probe .*$/gm)?.length === 2);
  for (const [line] of server.stderr.matchAll(/^probe .*$/gm)) {
    const outcomes = Object.entries<string>(JSON.parse(line.slice("probe ".length)));
    assert(outcomes.length > 50);
    const unexpected = outcomes.filter(([name, outcome]) =>
      name.startsWith("allowed: ") || HOLES.includes(name)
        ? !outcome.startsWith("succeeded")
        : outcome !== "refused"
    );
    assertEquals(unexpected, []);
  }
  assertEquals((await server.request("/a.txt")).text, "a");
  assertEquals([...Deno.readDirSync(outside.at("site"))].map(({ name }) => name).sort(), [
    "a.txt",
    "plan.json",
  ]);
  assertEquals(await server.stop(), 0);
});
