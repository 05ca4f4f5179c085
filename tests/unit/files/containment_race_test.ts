import { assert, assertEquals } from "@std/assert";
import { brotliDecompressSync } from "node:zlib";
import { DISK } from "../../../lib/files/disk.ts";
import type { FileSystem } from "../../../lib/files/file_system.ts";
import { TemporaryFolder } from "../../support/folder.ts";
import {
  type Call,
  directory,
  link,
  type MemoryFileSystem,
  SPECIAL,
} from "../../support/memory_file_system.ts";
import { assertAllClosed, memoryFiles, ROOT, testSite } from "../../support/memory_site.ts";
import { fileSite, servedContent } from "../../support/served_content.ts";

/** Runs an action before the nth use of a call (from 1), or before every use if `nth` is 0. */
function beforeCall(files: MemoryFileSystem, call: Call, nth: number, action: () => void): void {
  let count = 0;
  files.before = (name) => {
    if (name !== call) return;
    count++;
    if (nth === 0 || count === nth) action();
  };
}

const OUTSIDE = { "/srv/other/a.txt": "outside", "/srv/other/sub/a.txt": "outside" };

/** With a recent mtime, an unchanged stat does not prove that the directory is unchanged. */
const ROOT_STATES = {
  "an old root": () => ({}),
  "a recently changed root": () => ({ [ROOT]: directory({ mtime: Date.now() }) }),
} as const;

type Swap = readonly [when: string, call: Call, nth: number];

/** Swaps while `watchPath()` proves that the path did not change. */
const WATCHED: readonly Swap[] = [
  ["before the first stat of the root", "stat", 1],
  ["before realpath", "realPath", 1],
  ["before lstat", "lstat", 1],
  ["before the check for read permission", "isReadable", 1],
  ["before the second stat of the root", "stat", 2],
  ["before open", "open", 1],
];

/** Swaps while `isVerified()` compares realpath and lstat in several rounds. */
const COMPARED: readonly Swap[] = [
  ["before realpath", "realPath", 1],
  ["before lstat", "lstat", 1],
  ["before realpath in round 1", "realPath", 2],
  ["before lstat in round 1", "lstat", 2],
  ["before lstat in round 2", "lstat", 3],
  ["before lstat in round 3", "lstat", 4],
  ["before the last realpath", "realPath", 5],
  ["before open", "open", 1],
];

const SWAPS = [
  ...WATCHED.map((swap) => ["an old root", ...swap] as const),
  ...COMPARED.map((swap) => ["a recently changed root", ...swap] as const),
];

for (const [root, when, call, nth] of SWAPS) {
  Deno.test(`containment in ${root} replies 404 for a file swapped for an outward link ${when}`, async () => {
    for (const opensLinks of [false, true]) {
      const files = memoryFiles({ ...ROOT_STATES[root](), "a.txt": "inside", ...OUTSIDE });
      files.opensLinks = opensLinks;
      const site = fileSite(files);
      beforeCall(files, call, nth, () => files.put(`${ROOT}/a.txt`, link("/srv/other/a.txt")));
      assertEquals(await servedContent(site, "a.txt"), undefined);
    }
  });

  Deno.test(`containment in ${root} replies 404 for a directory swapped for an outward link ${when}`, async () => {
    const files = memoryFiles({ ...ROOT_STATES[root](), "sub/a.txt": "inside", ...OUTSIDE });
    const site = fileSite(files);
    beforeCall(files, call, nth, () => files.put(`${ROOT}/sub`, link("/srv/other/sub")));
    assertEquals(await servedContent(site, "sub/a.txt"), undefined);
  });

  Deno.test(`containment in ${root} serves a file replaced by rename ${when}`, async () => {
    const files = memoryFiles({ ...ROOT_STATES[root](), "a.txt": "old", "new": "new" });
    const site = fileSite(files);
    beforeCall(files, call, nth, () => files.rename(`${ROOT}/new`, `${ROOT}/a.txt`));
    assertEquals(await servedContent(site, "a.txt"), "new");
  });
}

Deno.test("containment serves the open file even if its name becomes an outward link", async () => {
  const files = memoryFiles({ "a.txt": "inside", ...OUTSIDE });
  const site = fileSite(files);
  beforeCall(files, "fstat", 1, () => files.put(`${ROOT}/a.txt`, link("/srv/other/a.txt")));
  assertEquals(await servedContent(site, "a.txt"), "inside");
});

Deno.test("containment withstands a directory that is swapped back and forth", async () => {
  const files = memoryFiles({ "sub/a.txt": "inside", ...OUTSIDE });
  files.put("/srv/kept", link("/srv/other/sub"));
  const site = fileSite(files);
  const swap = (): void => {
    files.rename(`${ROOT}/sub`, "/srv/spare");
    files.rename("/srv/kept", `${ROOT}/sub`);
    files.rename("/srv/spare", "/srv/kept");
  };
  // Outside for open, inside for one realpath, outside for one lstat: a single comparison would pass.
  const order: readonly Call[] = ["open", "realPath", "lstat", "realPath"];
  let swaps = 0;
  files.before = (call) => {
    if (call !== order[swaps]) return;
    swaps++;
    swap();
  };
  assertEquals(await servedContent(site, "sub/a.txt"), "inside");
  assertEquals(swaps, 4);
});

Deno.test("containment replies 404 after a bounded number of retries if a file is replaced before every open", async () => {
  const files = memoryFiles({ "a.txt": "0" });
  const site = fileSite(files);
  beforeCall(files, "open", 0, () => files.put(`${ROOT}/a.txt`, `${files.opened}`));
  assertEquals(await servedContent(site, "a.txt"), undefined);
  assertEquals(files.opened > 1 && files.opened <= 100, true);
});

Deno.test("containment retries if a file is swapped for a link inside the root", async () => {
  const files = memoryFiles({ "a.txt": "old", "b.txt": "new" });
  const site = fileSite(files);
  beforeCall(files, "open", 1, () => files.put(`${ROOT}/a.txt`, link("b.txt")));
  assertEquals(await servedContent(site, "a.txt"), "new");
});

Deno.test("containment serves no content of a FIFO or directory that replaced a file", async () => {
  for (const spec of [SPECIAL, { kind: "directory" }] as const) {
    const files = memoryFiles({ "a.txt": "old" });
    const site = fileSite(files);
    beforeCall(files, "open", 1, () => files.put(`${ROOT}/a.txt`, spec));
    assertEquals(await servedContent(site, "a.txt"), undefined);
  }
});

Deno.test("containment closes the file if fstat throws", async () => {
  const site = fileSite({ "a.txt": "old" });
  beforeCall(site.files, "fstat", 1, () => {
    throw new Error("EIO");
  });
  const response = await site.send("/a.txt");
  await response.body?.cancel();
  assertEquals(response.status, 500);
  assert(site.reports.join().includes("EIO"));
  assertEquals(site.files.opened, 1);
  await assertAllClosed(site.files);
});

Deno.test("containment with --follow-symlinks replies 404 for a link changed to a dotfile", async () => {
  const files = memoryFiles({ "l": link("a.txt"), "a.txt": "shown", ".env": "secret" });
  const site = fileSite(files, { followSymlinks: true });
  beforeCall(files, "open", 1, () => files.put(`${ROOT}/l`, link(".env")));
  assertEquals(await servedContent(site, "l"), undefined);
});

Deno.test("containment with --follow-symlinks hides denied names after the root symlink changed", async () => {
  const files = memoryFiles({
    "/srv/v1/a": "",
    "/srv/v2/l": link(".env"),
    "/srv/v2/.env": "secret",
  });
  files.put("/srv/current", link("v1"));
  const site = fileSite(files, { root: "/srv/current", followSymlinks: true });
  files.put("/srv/current", link("v2"));
  assertEquals(await servedContent(site, "l"), undefined);
});

// The tests below use the disk: a path is swapped before every single call, and before every pair of calls.

const SMALL = 4096;
/** Larger than the limit up to which a file is read at once, so the body is streamed. */
const LARGE = 1024 * 1024 + 4096;

/** Each way in which the handler opens a file. */
const REPLIES: readonly { name: string; size: number; fields: Record<string, string> }[] = [
  { name: "a small file", size: SMALL, fields: {} },
  { name: "a streamed file", size: LARGE, fields: {} },
  { name: "a range", size: SMALL, fields: { range: "bytes=0-99" } },
  { name: "a compressed file", size: SMALL, fields: { "accept-encoding": "br" } },
];

/** Swaps of a file or of its parent directory. */
const SWAPPED = ["sub/a.txt", "sub"] as const;

/** Calls `before` ahead of every call, with the number of calls so far. */
function intercept(before: (count: number) => void): FileSystem {
  let count = 0;
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, key) => {
        const member = Reflect.get(target, key);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => {
          if (key !== "close") before(count++);
          const result = member.apply(target, args);
          return key === "open" && result !== undefined ? wrap(result) : result;
        };
      },
    });
  return wrap(DISK);
}

/** Exchanges two names, so that each is never missing for longer than two renames. */
function exchange(top: TemporaryFolder, one: string, other: string): void {
  Deno.renameSync(top.at(one), top.at("held"));
  Deno.renameSync(top.at(other), top.at(one));
  Deno.renameSync(top.at("held"), top.at(other));
}

for (const { name, size, fields } of REPLIES) {
  for (const swapped of SWAPPED) {
    const what = swapped === "sub" ? "its directory" : "it";
    Deno.test(`containment on disk never sends an outside byte of ${name} if ${what} is swapped between any two calls`, async () => {
      using top = new TemporaryFolder();
      top.write("root/sub/a.txt", "inside\n".repeat(size / 7));
      top.write("outside/sub/a.txt", "outside".repeat(size / 7));
      top.link(top.at(`outside/${swapped}`), "link");
      const served = new Set<string>();
      let calls = Infinity;
      for (let first = 0; first < calls; first++) {
        for (let second = first + 1; second <= calls; second++) {
          calls = await raceOnce(top, swapped, fields, [first, second], served);
        }
      }
      assert(served.has("200") || served.has("206"), "nothing was served");
      assert(served.has("404"), "no swap was noticed");
    });
  }
}

/** Sends one request, and swaps the path before the calls with these numbers. Returns the number of calls made. */
async function raceOnce(
  top: TemporaryFolder,
  swapped: string,
  fields: Readonly<Record<string, string>>,
  swaps: readonly number[],
  served: Set<string>,
): Promise<number> {
  let [calls, done] = [0, 0];
  const swap = () => (done++, exchange(top, `root/${swapped}`, "link"));
  const files = intercept((count) => {
    calls = count - offset + 1;
    if (isServing && swaps.includes(count - offset)) swap();
    if (!isServing) offset = count + 1;
  });
  let [isServing, offset] = [false, 0];
  const site = testSite(files, { root: top.at("root"), listing: false });
  isServing = true;
  const response = await site.send("/sub/a.txt", fields);
  const body = new Uint8Array(await response.arrayBuffer());
  if (done % 2 === 1) swap();
  const isCompressed = response.headers.get("content-encoding") === "br";
  const text = new TextDecoder().decode(isCompressed ? brotliDecompressSync(body) : body);
  assert(!text.includes("outside"), `swapped before calls ${swaps}`);
  assertEquals(site.reports, []);
  served.add(`${response.status}`);
  return calls;
}
