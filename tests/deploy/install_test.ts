// deploy/install.sh with a release served by Plinth.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { writeChecksums } from "../../tools/build/checksums.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { PROJECT, Server } from "../support/server.ts";
import { testWith } from "../support/tools.ts";

const SCRIPT = `${PROJECT}/deploy/install.sh`;
const machine = { x86_64: "x64", aarch64: "arm64" }[Deno.build.arch];
const target = `${Deno.build.os === "darwin" ? "macos" : "linux"}-${machine}`;
const TOOLS = ["curl", "sha256sum", "awk"];

/** A release whose executable is a script, which needs no compilation. */
async function makeRelease(folder: TemporaryFolder, version: string): Promise<string[]> {
  const names = [`plinth-${version}-${target}`, `plinth-${version}-other-${machine}`];
  for (const name of names) folder.write(`release/${name}`, `#!/bin/sh\necho plinth ${version}\n`);
  await writeChecksums(folder.at("release"), names);
  return names;
}

async function install(
  folder: TemporaryFolder,
  server: Server,
  env: Record<string, string> = {},
): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command("sh", {
    args: [SCRIPT],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: folder.at("home"),
      TMPDIR: folder.at("tmp"),
      PLINTH_URL: `${server.origin}/`,
      ...env,
    },
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

/** Runs a test with a served release. */
async function withRelease(
  run: (folder: TemporaryFolder, server: Server) => Promise<void>,
): Promise<void> {
  using folder = new TemporaryFolder();
  for (const name of ["home", "tmp", "release"]) folder.makeFolder(name);
  await makeRelease(folder, "1.2.3");
  await using server = await Server.start([folder.at("release"), "--port=0", "-q"]);
  await run(folder, server);
  assertEquals([...Deno.readDirSync(folder.at("tmp"))], [], "something is left in TMPDIR");
}

testWith(
  TOOLS,
  "install.sh: installs for the user, and again over what is there",
  () =>
    withRelease(async (folder, server) => {
      const { code, stderr } = await install(folder, server);
      assertEquals([code, code === 0 ? "" : stderr], [0, ""]);
      assertStringIncludes(stderr, "plinth 1.2.3");
      assertStringIncludes(stderr, "not on your PATH");
      const installed = folder.at("home/.local/bin/plinth");
      assertEquals((Deno.statSync(installed).mode ?? 0) & 0o777, 0o755);
      folder.remove(`release/plinth-1.2.3-${target}`);
      await makeRelease(folder, "2.0.0");
      Deno.removeSync(folder.at(`release/plinth-1.2.3-other-${machine}`));
      const PATH = `${Deno.env.get("PATH")}:${folder.at("home/.local/bin")}`;
      const again = await install(folder, server, { PATH });
      assertEquals([again.code, again.stderr.includes("PATH")], [0, false]);
      assertStringIncludes(Deno.readTextFileSync(installed), "2.0.0");
      assertEquals([...Deno.readDirSync(folder.at("home/.local/bin"))].length, 1);
    }),
);

testWith(TOOLS, "install.sh: into another folder", () =>
  withRelease(async (folder, server) => {
    const { code } = await install(folder, server, { PLINTH_BIN: folder.at("with space/bin") });
    assertEquals(code, 0);
    assert(Deno.statSync(folder.at("with space/bin/plinth")).isFile);
  }));

testWith(
  TOOLS,
  "install.sh: what is damaged, missing or does not run is not installed",
  () =>
    withRelease(async (folder, server) => {
      const name = `release/plinth-1.2.3-${target}`;
      const attempts: readonly (readonly [() => void | Promise<void>, RegExp])[] = [
        [
          () => folder.write(name, "#!/bin/sh\necho evil\n"),
          /is damaged: .* nothing was installed/,
        ],
        [() => folder.remove(name), /can't fetch .*plinth-1\.2\.3/],
        [
          async () => {
            folder.write(name, "#!/bin/sh\nexit 1\n");
            await writeChecksums(folder.at("release"), [name.slice("release/".length)]);
          },
          /does not run on this machine; nothing was installed/,
        ],
        [() => folder.write("release/SHA256SUMS", ""), /no executable for/],
        [() => folder.remove("release/SHA256SUMS"), /can't fetch .*SHA256SUMS/],
      ];
      for (const [prepare, expected] of attempts) {
        await prepare();
        const { code, stderr } = await install(folder, server);
        assertEquals(code, 1);
        assertMatch(stderr, expected);
        assertEquals([...Deno.readDirSync(folder.at("home"))], []);
      }
    }),
);

testWith(
  TOOLS,
  "install.sh: a copy that belongs to no release says what to do",
  () =>
    withRelease(async (folder, server) => {
      const { code, stderr } = await install(folder, server, { PLINTH_URL: "" });
      assertEquals(code, 1);
      assertStringIncludes(stderr, "PLINTH_URL");
    }),
);
