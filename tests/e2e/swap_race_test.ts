// Containment while another process swaps served files and directories for links out of the root.

import { assert, assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { RawClient, requestText } from "../support/raw.ts";
import { delay, PROJECT, Server } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

/** In milliseconds. */
const DURATION = 3000;
const CLIENTS = 4;
const MAX_REQUESTS = 20_000;

const SECRET = "TOP-SECRET";

/** Pairs that are swapped during the test: a path below the root, and the target of its link outside. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["file.txt", "secret.txt"],
  ["atomic.txt", "secret.txt"],
  ["folder", "folder"],
  ["one/two/three", "folder/deep"],
  ["index/index.html", "secret.txt"],
  ["sidecar.js.br", "secret.txt"],
  ["listed", "folder"],
];

const TARGETS = [
  "/file.txt",
  "/atomic.txt",
  "/folder/file.txt",
  "/folder/sub/file.txt",
  "/one/two/three/file.txt",
  "/one/two/three/large.txt",
  "/index/",
  "/sidecar.js",
  "/pipe.txt",
  "/listed/?format=json",
  "/listed/",
];

function fill(top: TemporaryFolder): void {
  for (const [place, content] of [["root/", "public"], ["outside/", SECRET]] as const) {
    top.write(`${place}secret.txt`, content);
    for (const folder of ["folder", "folder/sub", "folder/deep", "one/two/three", "listed"]) {
      top.write(`${place}${folder}/file.txt`, content);
      top.write(`${place}${folder}/large.txt`, `${content}\n`.repeat(50_000));
    }
  }
  top.write(`outside/folder/${SECRET}.txt`, "");
  top.write("root/file.txt", "public");
  top.write("root/atomic.txt", "public");
  top.write("root/index/index.html", "public");
  top.write("root/sidecar.js", "public");
  top.write("root/sidecar.js.br", "public", new Date(Date.now() + 1000));
  top.remove("root/secret.txt");
  for (const [name, target] of PAIRS) top.link(top.at(`outside/${target}`), `root/${name}.link`);
}

/** A file that is swapped with a FIFO, which may block open forever. Without mkfifo a link is used. */
async function fillPipe(top: TemporaryFolder): Promise<void> {
  top.write("root/pipe.txt", "public");
  if (hasTool("mkfifo")) await runTool(["mkfifo", top.at("root/pipe.txt.link")]);
  else top.link("/dev/null", "root/pipe.txt.link");
}

/** Requests all targets in turn and counts the statuses. */
async function hammer(port: number, end: number, statuses: Map<number, number>): Promise<void> {
  let client = await RawClient.open(port);
  try {
    for (let count = 0; count < MAX_REQUESTS && Date.now() < end; count++) {
      // RawClient closes a connection after its time limit, so reconnect before that.
      if (count % 500 === 499) {
        client[Symbol.dispose]();
        client = await RawClient.open(port);
      }
      const target = TARGETS[count % TARGETS.length] ?? "/";
      await client.send(requestText("GET", target, { "Accept-Encoding": "br" }));
      const { status, text } = await client.receive();
      assert(!text.includes(SECRET), `${target} leaked: ${text.slice(0, 200)}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  } finally {
    client[Symbol.dispose]();
  }
}

Deno.test("swap race: no response has a byte from outside the root", async () => {
  using top = new TemporaryFolder();
  fill(top);
  await fillPipe(top);
  const args = [top.at("root"), "--port=0", "--workers=2", "--quiet"];
  await using server = await Server.start(args);
  const names = [...PAIRS.map(([name]) => name), "pipe.txt"];
  const pairs = names.map((name) => `${top.at(`root/${name}`)}=${top.at(`root/${name}.link`)}`);
  const swapper = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "-RW", `${PROJECT}/tests/support/swap.ts`, ...pairs],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const statuses = new Map<number, number>();
  try {
    await delay(200);
    const end = Date.now() + DURATION;
    await Promise.all(Array.from({ length: CLIENTS }, () => hammer(server.port, end, statuses)));
  } finally {
    swapper.kill("SIGKILL");
    await swapper.status;
  }
  // Both outcomes must occur, or nothing raced. No other status may occur.
  const [served = 0, notFound = 0] = [statuses.get(200), statuses.get(404)];
  assert(served > 100 && notFound > 100, `${[...statuses]}`);
  assertEquals([...statuses.keys()].filter((status) => ![200, 301, 404].includes(status)), []);
  assertEquals(server.stderr.split("\n").length, 2);
});
