// What the supervisor and the server workers tell each other.

import { assert, assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { BCRYPT } from "../support/passwords.ts";
import { commandOf, Server } from "../support/server.ts";

const COMMAND = commandOf("tests/support/rogue_main.ts");

function basic(text: string): Record<string, string> {
  return { Authorization: `Basic ${btoa(text)}` };
}

Deno.test("worker: server workers get no user names and no password hashes, also not by a reload", async () => {
  using folder = new TemporaryFolder();
  for (const name of ["a.txt", "part/b.txt", "other/c.txt"]) folder.write(`site/${name}`, "A");
  folder.write("users", `carl:${BCRYPT}\n`);
  const settings = (redirect: string) => ({
    directory: "site",
    auth: [{ path: "/part/*", users: `berta:${BCRYPT}` }, `anton:${BCRYPT}`],
    hosts: [{
      names: "x.localhost",
      directory: "site/other",
      auth: [{ path: "/c.txt", file: "users" }],
    }],
    redirects: [{ from: redirect, to: "/a.txt" }],
  });
  folder.write("plinth.json", JSON.stringify(settings("/one")));
  const args = ["-c", folder.at("plinth.json"), "--port=0", "--workers=2", "--quiet"];
  await using server = await Server.start(args, { command: COMMAND });
  assertEquals((await server.request("/a.txt", basic("anton:U*U"))).status, 200);
  folder.write("plinth.json", JSON.stringify(settings("/two")));
  await server.waitFor("reload", ({ stderr }) => stderr.includes("reloaded settings and rules"));
  const own = { Host: `x.localhost:${server.port}` };
  const logins = [
    ["/a.txt", basic("anton:U*U"), 200],
    ["/a.txt", basic("berta:U*U"), 401],
    ["/part/b.txt", basic("berta:U*U"), 200],
    ["/part/b.txt", basic("anton:U*U"), 401],
    ["/c.txt", { ...own, ...basic("carl:U*U") }, 200],
    ["/c.txt", { ...own, ...basic("anton:U*U") }, 401],
  ] as const;
  for (const [target, fields, status] of logins) {
    assertEquals([target, (await server.request(target, fields)).status], [target, status]);
  }
  const received = server.stderr.match(/^received .*$/gm) ?? [];
  assert(received.some((line) => line.includes('"kind":"start"')));
  assert(received.some((line) => line.includes('"kind":"configure"') && line.includes("/two")));
  assert(received.some((line) => line.includes('"kind":"verdict"')));
  for (const line of received) {
    for (const secret of [BCRYPT, "$2a$", "anton", "berta", "carl"]) {
      assertEquals(line.includes(secret), false, `${secret} in ${line}`);
    }
  }
  assertEquals(await server.stop(), 0);
});

for (
  const name of [
    ...["nothing", "text", "unknown kind", "log without lines", "login without a password"],
    "report without a text",
  ]
) {
  Deno.test(`worker: one that sends an invalid message (${name}) is replaced, and nothing else ends`, async () => {
    using folder = new TemporaryFolder();
    folder.write("site/a.txt", "A");
    const args = [folder.at("site"), "--port=0", "--workers=2", "--quiet"];
    await using server = await Server.start(args, { command: COMMAND });
    const starts = () => server.stderr.match(/^received \{"kind":"start"/gm)?.length ?? 0;
    await server.waitFor("two workers", () => starts() === 2);
    folder.write("site/rogue.txt", name);
    const died = "plinth: worker 1 died: it sent an invalid message (restarts in 0.1 s)\n";
    await server.waitFor("death", ({ stderr }) => stderr.includes(died));
    await server.waitFor("replacement", () => starts() === 3);
    for (let count = 0; count < 10; count++) {
      assertEquals((await server.request("/a.txt")).text, "A");
    }
    assertEquals(server.stderr.match(/^plinth: /gm)?.length, 1);
    assertEquals(await server.stop(), 0);
  });
}
