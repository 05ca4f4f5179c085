// The command line as a process: its output and its exit status.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { PROJECT, runToEnd, Server } from "../support/server.ts";

const { version } = JSON.parse(Deno.readTextFileSync(`${PROJECT}/deno.json`));

/** Runs an invalid command line and returns its error message, which must be one line. */
async function runInvalid(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { status, stdout, stderr } = await runToEnd(args, { env });
  assertEquals([args, status, stdout], [args, 2, ""]);
  assertMatch(stderr, /^plinth: [^\n]+ \([^\n]+\)\n$/);
  return stderr;
}

Deno.test("command line: --help and --version", async () => {
  for (const option of ["--help", "-h"]) {
    const { status, stdout, stderr } = await runToEnd([option]);
    assertEquals([status, stderr], [0, ""]);
    assertMatch(stdout, /^Plinth /);
    for (const name of ["--port", "--bind", "--workers", "--base-path", "--log-format"]) {
      assertStringIncludes(stdout, name);
    }
    assert(stdout.split("\n").every((line) => line.length <= 120));
  }
  for (const option of ["--version", "-V"]) {
    const { status, stdout, stderr } = await runToEnd([option]);
    assertEquals([status, stderr], [0, ""]);
    assert(stdout.startsWith(`plinth ${version} `) && stdout.endsWith("\n"));
  }
});

Deno.test("command line: an unknown option is reported with the closest one", async () => {
  assertStringIncludes(await runInvalid(["--prot", "80"]), "--port");
  assertStringIncludes(await runInvalid(["--hiden"]), "--hidden");
  assertStringIncludes(await runInvalid(["-Z"]), "-Z");
});

Deno.test("command line: invalid values", async () => {
  using folder = new TemporaryFolder();
  const lines = await Promise.all([
    ["--port", "eighty"],
    ["--port=65536"],
    ["--port=-1"],
    ["--port"],
    ["--workers=0"],
    ["--grace-period=soon"],
    ["--etag=weak"],
    ["--log-format=xml"],
    ["--quiet=yes"],
  ].map(async (args) => [args, await runInvalid([folder.path, ...args])] as const));
  for (const [[option = ""], line] of lines) {
    assertStringIncludes(line, option.split("=", 1)[0] ?? "");
  }
  const others = [["--bind", "a b"], ["-H", "no colon"], ["-H", "Content-Length: 1"], [
    "--index",
    "a/b",
  ]];
  await Promise.all(
    [...others, ["--base-path", "/a/../b"], ["--allow-host", "a:80"]].map((args) =>
      runInvalid(args)
    ),
  );
});

Deno.test("command line: a folder that can't be served", async () => {
  using folder = new TemporaryFolder();
  folder.write("file.txt", "");
  assertStringIncludes(await runInvalid([folder.at("none")]), folder.at("none"));
  assertStringIncludes(await runInvalid([folder.at("file.txt")]), folder.at("file.txt"));
  await runInvalid([folder.at("file.txt/below")]);
  await runInvalid([""]);
  await runInvalid([folder.path, folder.path]);
  await runInvalid([folder.path, "8000", "8001"]);
  await runInvalid([folder.path, "--port=8000", "8001"]);
  assert(!(await runInvalid([folder.at("a\u001b[31m\n\u202eb")])).includes("\u001b"));
});

Deno.test("command line: a stack trace appears only with DEBUG", async () => {
  const { status, stderr } = await runToEnd(["--none"], { env: { DEBUG: "plinth" } });
  assertEquals(status, 2);
  assertMatch(stderr, /^plinth: .*\n(?:.*\n)*\s+at /);
});

Deno.test("command line: --show-permissions", async () => {
  using folder = new TemporaryFolder();
  const { status, stdout, stderr } = await runToEnd([folder.path, "8123", "--show-permissions"]);
  assertEquals([status, stderr], [0, ""]);
  for (const part of [folder.path, "127.0.0.1:8123", "write", "run", "env", "ffi"]) {
    assertStringIncludes(stdout, part);
  }
  assertEquals(stdout.includes("symlinks"), false);
  const links = await runToEnd([folder.path, "--follow-symlinks", "--show-permissions"]);
  assertStringIncludes(links.stdout, `targets of symbolic links below ${folder.path}.\n`);
});

Deno.test("command line: the ready line is on stderr, and only the log on stdout", async () => {
  using folder = new TemporaryFolder();
  folder.write("a.txt", "a");
  await using server = await Server.start([folder.path, "--port", "0", "--log-format=common"]);
  const line = `Serving ${folder.path} at http://127.0.0.1:${server.port}/\n`;
  assertEquals([server.stdout, server.stderr], ["", line]);
  assertEquals((await server.request("/a.txt")).text, "a");
  await server.waitFor("line of the log", ({ stdout }) => stdout !== "");
  assertMatch(server.stdout, /^127\.0\.0\.1 - - \[.*\] "GET \/a\.txt HTTP\/1\.1" 200 1\n$/);
  assertEquals(server.stderr, line);
});

Deno.test("command line: the built-in site is served if no folder is given", async () => {
  await using server = await Server.start(["--port=0", "-q"]);
  const { status, text } = await server.request("/");
  assertEquals(status, 200);
  assertStringIncludes(text, "<html");
  assertEquals((await server.request("/main.ts")).status, 404);
});

Deno.test("command line: the folder can be given in several forms", async () => {
  using folder = new TemporaryFolder();
  folder.write("8080/a.txt", "number");
  folder.write("with space/a.txt", "space");
  for (
    const [args, text] of [
      [["./8080"], "number"],
      [["-d8080"], "number"],
      [["--root", "with space"], "space"],
      [["--", "with space"], "space"],
    ] as const
  ) {
    await using server = await Server.start(["-qp0", ...args], { cwd: folder.path });
    assertEquals([args, (await server.request("/a.txt")).text], [args, text]);
  }
});
