// Virtual hosts, each with its own root, options and rules.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { BCRYPT } from "../support/passwords.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { delay, runToEnd, Server } from "../support/server.ts";

function settings(hosts: unknown): string {
  return JSON.stringify({ directory: "main", quiet: true, workers: 1, header: "X-All: 1", hosts });
}

Deno.test("hosts: each name has its own root, options and rules; other settings are shared", async () => {
  using folder = new TemporaryFolder();
  folder.write("main/a.txt", "main");
  folder.write("main/_redirects", "/old /main");
  folder.write("one/a.txt", "one");
  folder.write("one/_redirects", "/old /one");
  folder.write("one/404.html", "one has no such page");
  folder.write("two/index.html", "two");
  folder.write(
    "plinth.json",
    settings([
      { names: "one.localhost", directory: "one", header: ["X-One: 1"], cors: true },
      { names: ["two.localhost", "www.two.localhost"], directory: "two", spa: true },
    ]),
  );
  await using server = await Server.start(["-c", folder.at("plinth.json"), "--port=0"]);
  const ask = (host: string, target: string) => server.request(target, { Host: host });
  const texts: readonly (readonly [string, string, string])[] = [
    ["localhost", "/a.txt", "main"],
    ["one.localhost", "/a.txt", "one"],
    ["ONE.localhost.:80", "/a.txt", "one"],
    ["two.localhost", "/deep/link", "two"],
    ["www.two.localhost", "/", "two"],
    ["three.localhost", "/a.txt", "main"],
    ["one.localhost", "/none", "one has no such page"],
  ];
  for (const [host, target, text] of texts) {
    assertEquals([host, target, (await ask(host, target)).text], [host, target, text]);
  }
  assertEquals((await ask("localhost", "/old")).field("location"), "/main");
  assertEquals((await ask("one.localhost", "/old")).field("location"), "/one");
  assertEquals((await ask("two.localhost", "/a.txt")).status, 404);
  for (const target of ["/a.txt", "/none", "/old"]) {
    const one = await ask("one.localhost", target);
    assertEquals([one.field("x-one"), one.field("access-control-allow-origin")], ["1", "*"]);
    const main = await ask("localhost", target);
    assertEquals([main.field("x-one"), main.field("x-all")], [undefined, "1"]);
  }
  // Other names get the default site.
  assertEquals((await ask("evil.example", "/")).status, 421);
});

Deno.test("hosts: all sites share one content cache and its limit", async () => {
  using folder = new TemporaryFolder();
  folder.write("main/a.txt", "main");
  folder.write(
    "plinth.json",
    JSON.stringify({
      ...{ directory: "main", workers: 1, logFormat: "json" },
      hosts: [{ names: "one.localhost", directory: "main", header: "X-One: 1" }],
    }),
  );
  // A file that was just written is not cached.
  await delay(1100);
  await using server = await Server.start(["-c", folder.at("plinth.json"), "--port=0"]);
  for (const host of ["localhost", "one.localhost"]) {
    await server.request("/a.txt", { Host: host });
  }
  assertEquals(await server.stop(), 0);
  const lines = server.stdout.trimEnd().split("\n");
  assertEquals(lines.map((line) => JSON.parse(line).cache), ["miss", "hit"]);
});

Deno.test("hosts: workers may read the roots of all sites and nothing else", async () => {
  using folder = new TemporaryFolder();
  for (const name of ["main", "one", "two"]) folder.makeFolder(name);
  folder.write(
    "plinth.json",
    settings([
      { names: "one.localhost", directory: "one" },
      { names: "two.localhost", directory: "two" },
      { names: "again.localhost", directory: "one" },
    ]),
  );
  const { stdout } = await runToEnd(["-c", folder.at("plinth.json"), "--show-permissions"]);
  const at = (name: string) => folder.at(name);
  assertStringIncludes(stdout, `read  ${at("main")}, ${at("one")}, ${at("two")}\n`);
});

Deno.test("hosts: a password that protects all sites protects every name", async () => {
  using folder = new TemporaryFolder();
  folder.write("main/private/p.txt", "private");
  folder.write("main/a.txt", "a");
  folder.write("one/own/o.txt", "own");
  for (const name of ["users", "main/of-two"]) folder.write(name, `bob:${BCRYPT}\n`);
  folder.write(
    "plinth.json",
    JSON.stringify({
      ...{ directory: "main", quiet: true, workers: 1 },
      auth: [{ path: "/private/*", file: "users" }],
      hosts: [
        { names: "one.localhost", directory: "main" },
        {
          ...{ names: "two.localhost", directory: "one" },
          auth: [{ path: "/own/*", file: "main/of-two" }],
        },
      ],
    }),
  );
  await using server = await Server.start(["-c", folder.at("plinth.json"), "--port=0"]);
  const cases: readonly (readonly [string, string, number])[] = [
    ["localhost", "/private/p.txt", 401],
    ["one.localhost", "/private/p.txt", 401],
    ["two.localhost", "/private/none", 401],
    ["two.localhost", "/own/o.txt", 401],
    ["one.localhost", "/a.txt", 200],
    ["localhost", "/own/none", 404],
    // No site serves the password file of another site.
    ["localhost", "/of-two", 404],
    ["one.localhost", "/of-two", 404],
  ];
  for (const [host, target, status] of cases) {
    const given = await server.request(target, { Host: host });
    assertEquals([host, target, given.status], [host, target, status]);
  }
  const bob = { Host: "one.localhost", Authorization: `Basic ${btoa("bob:U*U")}` };
  assertEquals((await server.request("/private/p.txt", bob)).text, "private");
});

Deno.test("hosts: errors have their positions", async () => {
  using folder = new TemporaryFolder();
  folder.makeFolder("main");
  const rows: readonly (readonly [unknown, RegExp])[] = [
    [{ names: "x.test" }, /"directory" is missing/],
    [{ names: "x.test", directory: "none" }, /there is no folder ".*none"/],
    [{ directory: "main" }, /"hosts"\[0\]\."names" is missing/],
    [{ names: "a/b", directory: "main" }, /"names" can't be "a\/b"/],
    [{ names: "x.test", directory: "main", port: 1 }, /unknown setting "hosts"\[0\]\."port"/],
    [
      { names: "x.test", directory: "main", redirects: [{ from: "a", to: "/b" }] },
      /"a" is not a path/,
    ],
  ];
  for (const [host, problem] of rows) {
    folder.write("plinth.json", settings([host]));
    const { status, stderr } = await runToEnd(["-c", folder.at("plinth.json")]);
    assertEquals(status, 2, JSON.stringify(host));
    assertMatch(stderr, problem);
    assertMatch(stderr, /plinth\.json:1:\d+: /);
  }
});
