// Content and behavior of an executable.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import { runCompile } from "../support/compile.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { COMMAND, PROJECT, runToEnd, Server } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

const [EXECUTABLE = ""] = COMMAND;
const project = JSON.parse(Deno.readTextFileSync(`${PROJECT}/deno.json`));

Deno.test({
  name: "executable: --version names version, commit and engines",
  ignore: !hasTool("git"),
  fn: async () => {
    const { stdout } = await runToEnd(["--version"]);
    const { stdout: commit } = await runTool(["git", "rev-parse", "--short=12", "HEAD"], PROJECT);
    assertStringIncludes(stdout, `plinth ${project.version} (commit ${commit.trim()}`);
    assertMatch(stdout, /deno \d+\.\d+\.\d+, v8 \d+\./);
  },
});

Deno.test("executable: it contains no path of the build machine", () => {
  const bytes = Buffer.from(Deno.readFileSync(EXECUTABLE).buffer);
  assert(!bytes.includes(PROJECT), "the project's folder");
  assert(!bytes.includes("plinth-compile-"), "the folder that it was made in");
});

Deno.test("executable: it writes no files, neither next to it nor in a cache", async () => {
  using folder = new TemporaryFolder();
  folder.makeFolder("tmp");
  folder.makeFolder("home");
  Deno.copyFileSync(EXECUTABLE, folder.at("plinth"));
  const env = { TMPDIR: folder.at("tmp"), HOME: folder.at("home") };
  for (let start = 0; start < 2; start++) {
    const command = [folder.at("plinth")];
    await using server = await Server.start(["--port=0", "-q"], { command, env });
    assertEquals((await server.request("/")).status, 200);
    assertEquals(await server.stop(), 0);
  }
  const names = [folder.path, folder.at("tmp"), folder.at("home")]
    .map((path) => [...Deno.readDirSync(path)].map(({ name }) => name).sort());
  assertEquals(names, [["home", "plinth", "tmp"], [], []]);
});

Deno.test("executable: its virtual directory is not served", async () => {
  using folder = new TemporaryFolder();
  folder.write("tmp/a.txt", "a");
  const env = { TMPDIR: folder.at("tmp") };
  await using server = await Server.start([folder.at("tmp"), "--port=0", "-q"], { env });
  assertEquals((await server.request("/?format=text")).text, "a.txt\n");
  for (const target of ["/main.js", "/www/index.html", "/www/", "/"]) {
    const { text } = await server.request(`/deno-compile-main${target}`);
    assertStringIncludes(text, "404", target);
  }
});

Deno.test("executable: it has the same permissions as from source, and never all", async () => {
  const { start } = project.permissions;
  assertEquals(Object.keys(start).filter((name) => ["run", "ffi", "all"].includes(name)), []);
  using folder = new TemporaryFolder();
  folder.write("empty/x", "");
  const { status, stdout } = await runToEnd([folder.path, "--show-permissions"]);
  assertEquals(status, 0);
  assertStringIncludes(stdout, folder.path);
});

Deno.test("executable: a computed import is rejected", async () => {
  using folder = new TemporaryFolder();
  folder.write("project/main.ts", `await import("file:///" + Deno.args[0]);`);
  for (const name of ["lib", "deno.json", "deno.lock", "tools", "www"]) {
    await runTool(["cp", "-r", `${PROJECT}/${name}`, folder.at(`project/${name}`)]);
  }
  const args = ["--output", folder.at("x")];
  const { status, stderr } = await runCompile(args, {}, folder.at("project"));
  assertEquals(status, 1);
  assertMatch(stderr, /main\.js imports a module by a computed name/);
});

Deno.test("compile: errors in the command line take one line", async () => {
  using folder = new TemporaryFolder();
  folder.write("site/index.html", "x");
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["--site", folder.at("none"), "--output", folder.at("x")], /no folder ".*none"/],
    [["--site", folder.at("site")], /--output FILE/],
    [["--site", folder.at("site"), "--output", folder.at("site/x")], /part of the site/],
    [["--target", "amiga"], /unknown target "amiga".*linux-x64/],
    [["--frob"], /"frob" is not an option/],
    [["site"], /"site" is not an option/],
    [["--all", "--output", "x"], /--all chooses the file names/],
    [["--output="], /--output needs a value/],
  ];
  for (const [args, expected] of cases) {
    const { status, stderr } = await runCompile(args);
    assertEquals([args, status], [args, 2]);
    assertMatch(stderr, expected);
    assertMatch(stderr, /^compile: [^\n]+\([^\n]+\)\n$/);
  }
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["site"]);
});

Deno.test("compile: without a base runtime it reports how to get one, and creates nothing", async () => {
  using folder = new TemporaryFolder();
  folder.write("text", "no program");
  const output = ["--output", folder.at("x")];
  const missing = await runCompile(output, { DENORT_BIN: folder.at("none") });
  assertEquals(missing.status, 3);
  assertMatch(
    missing.stderr,
    /^compile: the base runtime is not available: [^\n]* set DENORT_BIN to [^\n]*\)\n$/,
  );
  const other = await runCompile(output, { DENORT_BIN: folder.at("text") });
  assertEquals(other.status, 1);
  assertMatch(other.stderr, /^compile: [^\n]+\n$/);
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["text"]);
});
