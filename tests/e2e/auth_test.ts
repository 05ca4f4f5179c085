// Authentication end to end: real hashes, several workers, htpasswd files, and hash-password.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { BCRYPT } from "../support/passwords.ts";
import { COMMAND, delay, runToEnd, Server } from "../support/server.ts";

function basic(text: string): Record<string, string> {
  return { Authorization: `Basic ${btoa(text)}` };
}

/** Runs `hash-password` with text on stdin. */
async function hashPassword(input: string, args: readonly string[] = []): Promise<string[]> {
  const [command = "", ...rest] = COMMAND;
  const child = new Deno.Command(command, {
    args: [...rest, "hash-password", ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return [String(code), text(stdout), text(stderr)];
}

Deno.test("auth: hash-password prints an entry that the server accepts", async () => {
  using folder = new TemporaryFolder();
  folder.write("site/a.txt", "A");
  const [status, entry = ""] = await hashPassword("grüße 1\n", ["ann"]);
  assertEquals(status, "0");
  assertMatch(entry, /^ann:\$argon2id\$\S+\n$/);
  folder.write("users", `${entry}bob:${BCRYPT}\n`);
  await using server = await Server.start([
    ...[folder.at("site"), "--port=0", "--workers=2", "--quiet", "--auth-file", folder.at("users")],
  ]);
  assertEquals((await server.request("/a.txt")).status, 401);
  const ann = { Authorization: `Basic ${btoa("ann:gr\u00c3\u00bc\u00c3\u009fe 1")}` };
  assertEquals((await server.request("/a.txt", ann)).text, "A");
  assertEquals((await server.request("/a.txt", basic("bob:U*U"))).status, 200);
  for (const wrong of ["bob:U*V", "ann:U*U", "carl:U*U"]) {
    assertEquals((await server.request("/a.txt", basic(wrong))).status, 401);
  }
  // Changed users apply; cached verdicts of removed ones do not.
  folder.write("users", entry);
  await server.waitFor("reload", ({ stderr }) => stderr.includes("reloaded settings and rules"));
  assertEquals((await server.request("/a.txt", basic("bob:U*U"))).status, 401);
  assertEquals((await server.request("/a.txt", ann)).status, 200);
});

Deno.test("auth: hash-password supports its algorithms and rejects invalid input", async () => {
  assertMatch((await hashPassword("x", ["--algorithm=bcrypt"]))[1] ?? "", /^\$2y\$11\$\S{53}\n$/);
  for (
    const [input, args, problem] of [
      ["a".repeat(73), ["--algorithm=bcrypt"], "72 bytes"],
      ["", [], "the password is empty"],
      ["x", ["a:b"], "can't be a user name"],
      ["x", ["--algorithm=md5"], "unknown option"],
    ] as const
  ) {
    const [status, stdout, stderr = ""] = await hashPassword(input, args);
    assertEquals([status, stdout], ["2", ""]);
    assertStringIncludes(stderr, problem);
  }
});

Deno.test("auth: an unsafe hash is an error at start, and is not repeated", async () => {
  using folder = new TemporaryFolder();
  folder.write("users", "ann:hunter22\n");
  for (const args of [["--auth", "ann:hunter22"], ["--auth-file", folder.at("users")]]) {
    const { status, stderr } = await runToEnd([folder.path, ...args]);
    assertEquals(status, 2);
    assertStringIncludes(stderr, "plain text");
    assertEquals(stderr.includes("hunter22"), false);
  }
});

Deno.test("auth: the server's own files in the served folder are neither served nor listed", async () => {
  using folder = new TemporaryFolder();
  folder.write("a.txt", "A");
  folder.write("mine.json", JSON.stringify({ auth: [{ path: "/closed/*", file: "some.users" }] }));
  folder.write("users", `bob:${BCRYPT}\n`);
  folder.write("some.users", `bob:${BCRYPT}\n`);
  folder.link("users", "linked");
  await using server = await Server.start([
    ...[folder.path, "--port=0", "--workers=1", "--auth-file", folder.at("users")],
    ...["--config", folder.at("mine.json"), "--log-file", folder.at("access.log")],
  ]);
  const bob = basic("bob:U*U");
  assertEquals((await server.request("/a.txt", bob)).text, "A");
  for (const name of ["users", "linked", "some.users", "mine.json", "access.log"]) {
    assertEquals([name, (await server.request(`/${name}`, bob)).status], [name, 404]);
  }
  const listing = await server.request("/", { ...bob, Accept: "application/json" });
  assertEquals(JSON.parse(listing.text).entries.map(({ name }: { name: string }) => name), [
    "a.txt",
  ]);
});

Deno.test("auth: the settings file can protect parts of a site", async () => {
  using folder = new TemporaryFolder();
  folder.write("site/private/a.txt", "A");
  folder.write("site/b.txt", "B");
  folder.write("users.htpasswd", `bob:${BCRYPT}\n`);
  const auth = [{ path: "/private/*", file: "users.htpasswd" }];
  folder.write("plinth.json", JSON.stringify({ directory: "site", quiet: true, auth }));
  await using server = await Server.start(["-c", folder.at("plinth.json"), "--port=0"]);
  assertEquals((await server.request("/b.txt")).status, 200);
  assertEquals((await server.request("/private/a.txt")).status, 401);
  assertEquals((await server.request("/private/a.txt", basic("bob:U*U"))).text, "A");
  folder.write("plinth.json", JSON.stringify({ auth: [{ path: "/x", file: "none" }] }));
  await server.waitFor("report", ({ stderr }) => stderr.includes("stay in use"));
  assertMatch(server.stderr, /plinth\.json:1:10: the htpasswd file ".*none" can't be read/);
  assertEquals((await server.request("/private/a.txt")).status, 401);
});

Deno.test("auth: hashing does not delay other requests, and wrong passwords are limited", async () => {
  using folder = new TemporaryFolder();
  folder.write("site/a.txt", "A");
  folder.write("site/private/b.txt", "B");
  const [, entry = ""] = await hashPassword("right", ["ann"]);
  folder.write("users", entry);
  const auth = [{ path: "/private/*", file: "users" }];
  folder.write("plinth.json", JSON.stringify({ directory: "site", quiet: true, workers: 1, auth }));
  await using server = await Server.start(["-c", folder.at("plinth.json"), "--port=0"]);
  await server.request("/a.txt");
  const guesses = Array.from(
    { length: 14 },
    (_, index) => server.request("/private/b.txt", basic(`ann:${index}`)),
  );
  await delay(30);
  let slowest = 0;
  for (let count = 0; count < 10; count++) {
    const start = performance.now();
    assertEquals((await server.request("/a.txt")).status, 200);
    slowest = Math.max(slowest, performance.now() - start);
  }
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  assertEquals(statuses.filter((status) => status === 401).length, 10);
  assertEquals(statuses.filter((status) => status === 429).length, 4);
  // Ten hashes take more than a second; another request meanwhile takes a few milliseconds.
  assert(slowest < 500, `${slowest} ms`);
});

/** One client's address as proxies write it, and the field for it. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ["X-Forwarded-For", "198.51.100.7"],
  ["X-Forwarded-For", "::ffff:198.51.100.7"],
  ["X-Forwarded-For", "::FFFF:C633:6407"],
  ["X-Forwarded-For", "0:0:0:0:0:ffff:c633:6407"],
  ["X-Forwarded-For", "[::ffff:c633:6407]:1234"],
  ["X-Forwarded-For", "198.51.100.7:80"],
  ["X-Forwarded-For", "::ffff:c633:6407%eth0"],
  ["X-Forwarded-For", "192.0.2.9,\t198.51.100.7 , ::ffff:7f00:1"],
  ["Forwarded", "for=198.51.100.7"],
  ["Forwarded", 'for="[::ffff:c633:6407]:9"'],
  ["Forwarded", 'for=192.0.2.9, For="[::ffff:198.51.100.7]";proto=https'],
];

const GATES = { "without the gate": [], "with the gate": ["--max-connections=99"] };

for (const [name, options] of Object.entries(GATES)) {
  Deno.test(`auth: wrong passwords of one client count together, however its address is written, ${name}`, async () => {
    using folder = new TemporaryFolder();
    folder.write("site/a.txt", "A");
    const args = ["--port=0", "--workers=1", "--quiet", `--auth=bob:${BCRYPT}`];
    await using server = await Server.start([
      ...[folder.at("site"), ...args, "--trust-proxy=127.0.0.0/8", ...options],
    ]);
    const ask = async (field: string, value: string, password: string) =>
      (await server.request("/a.txt", { ...basic(`bob:${password}`), [field]: value })).status;
    for (const [index, [field, value]] of SPELLINGS.slice(0, 10).entries()) {
      assertEquals([value, await ask(field, value, `x${index}`)], [value, 401]);
    }
    for (const [index, [field, value]] of SPELLINGS.entries()) {
      assertEquals([value, await ask(field, value, `y${index}`)], [value, 429]);
    }
    assertEquals(await ask("X-Forwarded-For", "198.51.100.8", "z"), 401);
  });
}
