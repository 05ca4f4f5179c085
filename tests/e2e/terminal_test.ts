// Output on a terminal, which script(1) provides.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { COMMAND, delay, Process, Server } from "../support/server.ts";
import { hasTool } from "../support/tools.ts";

/** Starts Plinth on a terminal, closes the terminal, and returns the output. */
async function runOnTerminal(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const line = [...COMMAND, ...args].map((word) => `'${word}'`).join(" ");
  let screen = "";
  {
    await using terminal = new Process(["-qec", line, "/dev/null"], { command: ["script"], env });
    await terminal.waitFor("the last line", ({ stdout }) => stdout.includes("Ctrl+C"));
    screen = terminal.stdout.replaceAll("\r\n", "\n");
    // Closing the terminal must stop the server.
  }
  const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(screen)?.[1]);
  for (let turn = 0; turn < 100 && await isListening(port); turn++) await delay(50);
  assert(!await isListening(port), "the server still runs without its terminal");
  return screen;
}

async function isListening(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

const ON_TERMINAL = { ignore: !hasTool("script") };

Deno.test({
  name: "terminal: reach, sandbox and how to stop follow the ready line",
  ...ON_TERMINAL,
  fn: async () => {
    using folder = new TemporaryFolder();
    const screen = await runOnTerminal([folder.path, "--port=0", "--workers=2"], { NO_COLOR: "1" });
    assertMatch(screen, /^Serving .+ at http:\/\/127\.0\.0\.1:\d+\/\n\n {2}reach {4}this machine/);
    assertMatch(
      screen,
      /\n {2}sandbox {2}2 workers that may read this folder and listen here, nothing else\n/,
    );
    assert(!screen.includes("\u001b"));
    assert(!screen.includes("plinth ."));
  },
});

Deno.test({
  name: "terminal: output has colours, except the ready line that scripts wait for",
  ...ON_TERMINAL,
  fn: async () => {
    const screen = await runOnTerminal(["--port=0", "--workers=1"], { NO_COLOR: "" });
    assertMatch(screen, /^Serving .+ at http:\/\/127\.0\.0\.1:\d+\/\n/);
    assert(!screen.slice(0, screen.indexOf("\n")).includes("\u001b"));
    assertStringIncludes(screen, "plinth . serves the current folder");
    assertEquals(screen.includes("\u001b[2m"), true);
  },
});

Deno.test("terminal: without a terminal only the ready line and a QR code are printed", async () => {
  await using server = await Server.start(["--port=0", "--quiet", "--qr"]);
  await server.waitFor("the code", ({ stderr }) => stderr.includes("Other devices can't reach"));
  assert(!server.stderr.includes("\u001b") && !server.stderr.includes("Ctrl+C"));
  assertMatch(server.stderr, /█ ▄▄▄▄▄ █/);
});

Deno.test("terminal: all addresses are printed with 0.0.0.0, and the QR code has one of the network's", async () => {
  await using server = await Server.start(["--port=0", "--quiet", "--qr", "--bind=0.0.0.0"]);
  const urls = [...server.stderr.matchAll(/^Serving .* at (\S+)$/gm)].map(([, url]) => url);
  assertMatch(urls[0] ?? "", /^http:\/\/127\.0\.0\.1:/);
  await server.waitFor("the code", ({ stderr }) => stderr.includes(`\n${urls[1] ?? urls[0]}\n`));
});
