import { assertEquals, assertThrows } from "@std/assert";
import { type ContainedFile, openContained } from "../../support/open_contained.ts";
import {
  type Call,
  directory,
  link,
  type MemoryFileSystem,
  SPECIAL,
} from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, ROOT } from "../../support/memory_site.ts";

function content(found: ContainedFile | undefined): string | undefined {
  if (found === undefined) return undefined;
  const buffer = new Uint8Array(found.stat.size);
  found.file.readSync(buffer, 0);
  found.file.close();
  return new TextDecoder().decode(buffer);
}

/** Runs an action before the nth use of a call (from 1 on), and before every one when `nth` is 0. */
function beforeCall(files: MemoryFileSystem, call: Call, nth: number, action: () => void): void {
  let count = 0;
  files.before = (name) => {
    if (name !== call) return;
    count++;
    if (nth === 0 || count === nth) action();
  };
}

function assertClosed(files: MemoryFileSystem): void {
  assertEquals(files.faults, []);
  assertEquals(files.closed, files.opened);
}

const OUTSIDE = { "/srv/other/a.txt": "outside", "/srv/other/sub/a.txt": "outside" };

/** The root, at rest, or with a change so new that something may be going on. */
const FOLDERS = {
  "a calm folder": () => ({}),
  "a folder just changed": () => ({ [ROOT]: directory({ mtime: Date.now() }) }),
} as const;

type Swap = readonly [when: string, call: Call, nth: number];

/** On a calm way: nothing else changes. */
const CALM: readonly Swap[] = [
  ["before the way is watched", "stat", 1],
  ["before it is looked at", "realPath", 1],
  ["before lstat", "lstat", 1],
  ["before it is known to be readable", "isReadable", 1],
  ["before the way is seen to have been calm", "stat", 2],
  ["before it is opened", "open", 1],
];

/** Where the folder has just changed, so that nobody can tell. */
const STIRRED: readonly Swap[] = [
  ["before it is looked at", "realPath", 1],
  ["before lstat", "lstat", 1],
  ["in the first round", "realPath", 2],
  ["between realpath and lstat", "lstat", 2],
  ["in the second round", "lstat", 3],
  ["in the last round", "lstat", 4],
  ["before the last realpath", "realPath", 5],
  ["before it is opened", "open", 1],
];

const SWAPS = [
  ...CALM.map((swap) => ["a calm folder", ...swap] as const),
  ...STIRRED.map((swap) => ["a folder just changed", ...swap] as const),
];

for (const [where, when, call, nth] of SWAPS) {
  Deno.test(`openContained() in ${where} refuses a file swapped for an outward link ${when}`, () => {
    for (const opensLinks of [false, true]) {
      const files = memoryFiles({ ...FOLDERS[where](), "a.txt": "inside", ...OUTSIDE });
      files.opensLinks = opensLinks;
      const servedRoot = memoryServedRoot(files);
      beforeCall(files, call, nth, () => files.put(`${ROOT}/a.txt`, link("/srv/other/a.txt")));
      assertEquals(content(openContained(servedRoot, ["a.txt"])), undefined);
      assertClosed(files);
    }
  });

  Deno.test(`openContained() in ${where} refuses a folder swapped for an outward link ${when}`, () => {
    const files = memoryFiles({ ...FOLDERS[where](), "sub/a.txt": "inside", ...OUTSIDE });
    const servedRoot = memoryServedRoot(files);
    beforeCall(files, call, nth, () => files.put(`${ROOT}/sub`, link("/srv/other/sub")));
    assertEquals(content(openContained(servedRoot, ["sub", "a.txt"])), undefined);
    assertClosed(files);
  });

  Deno.test(`openContained() in ${where} serves a file that is replaced by rename ${when}`, () => {
    const files = memoryFiles({ ...FOLDERS[where](), "a.txt": "old", "new": "new" });
    const servedRoot = memoryServedRoot(files);
    beforeCall(files, call, nth, () => files.rename(`${ROOT}/new`, `${ROOT}/a.txt`));
    assertEquals(content(openContained(servedRoot, ["a.txt"])), "new");
    assertClosed(files);
  });
}

Deno.test("openContained() opens what was found, whatever its name leads to by then", () => {
  const files = memoryFiles({ "a.txt": "inside", ...OUTSIDE });
  beforeCall(files, "fstat", 1, () => files.put(`${ROOT}/a.txt`, link("/srv/other/a.txt")));
  assertEquals(content(openContained(memoryServedRoot(files), ["a.txt"])), "inside");
  assertClosed(files);
});

Deno.test("openContained() is not deceived by a folder that is swapped back and forth", () => {
  const files = memoryFiles({ "sub/a.txt": "inside", ...OUTSIDE });
  files.put("/srv/kept", link("/srv/other/sub"));
  const servedRoot = memoryServedRoot(files);
  const swap = (): void => {
    files.rename(`${ROOT}/sub`, "/srv/spare");
    files.rename("/srv/kept", `${ROOT}/sub`);
    files.rename("/srv/spare", "/srv/kept");
  };
  // Outside when opened, inside for one realpath, outside for one lstat: a single comparison would pass.
  const order: readonly Call[] = ["open", "realPath", "lstat", "realPath"];
  let swaps = 0;
  files.before = (call) => {
    if (call !== order[swaps]) return;
    swaps++;
    swap();
  };
  assertEquals(content(openContained(servedRoot, ["sub", "a.txt"])), "inside");
  assertEquals(swaps, 4);
  assertClosed(files);
});

Deno.test("openContained() gives up on a file that is replaced without end, having closed each", () => {
  const files = memoryFiles({ "a.txt": "0" });
  const servedRoot = memoryServedRoot(files);
  beforeCall(files, "open", 0, () => files.put(`${ROOT}/a.txt`, `${files.opened}`));
  assertEquals(openContained(servedRoot, ["a.txt"]), undefined);
  assertEquals(files.opened > 1 && files.opened <= 100, true);
  assertClosed(files);
});

Deno.test("openContained() looks again when a file is swapped for a link inside the root", () => {
  const files = memoryFiles({ "a.txt": "old", "b.txt": "new" });
  const servedRoot = memoryServedRoot(files);
  beforeCall(files, "open", 1, () => files.put(`${ROOT}/a.txt`, link("b.txt")));
  assertEquals(content(openContained(servedRoot, ["a.txt"])), "new");
  assertClosed(files);
});

Deno.test("openContained() refuses what is swapped for a FIFO or a folder", () => {
  for (const spec of [SPECIAL, { kind: "directory" }] as const) {
    const files = memoryFiles({ "a.txt": "old" });
    const servedRoot = memoryServedRoot(files);
    beforeCall(files, "open", 1, () => files.put(`${ROOT}/a.txt`, spec));
    assertEquals(openContained(servedRoot, ["a.txt"]), undefined);
    assertClosed(files);
  }
});

Deno.test("openContained() closes the file when the verification throws", () => {
  const files = memoryFiles({ "a.txt": "old" });
  const servedRoot = memoryServedRoot(files);
  beforeCall(files, "fstat", 1, () => {
    throw new Error("EIO");
  });
  assertThrows(() => openContained(servedRoot, ["a.txt"]), Error, "EIO");
  assertEquals(files.opened, 1);
  assertClosed(files);
});

Deno.test("openContained() with --follow-symlinks refuses a link that is swapped to a dotfile", () => {
  const files = memoryFiles({ "l": link("a.txt"), "a.txt": "shown", ".env": "secret" });
  const servedRoot = memoryServedRoot(files, { followSymlinks: true });
  beforeCall(files, "open", 1, () => files.put(`${ROOT}/l`, link(".env")));
  assertEquals(content(openContained(servedRoot, ["l"])), undefined);
  assertClosed(files);
});

Deno.test("openContained() with --follow-symlinks keeps the names when the root's link moved", () => {
  const files = memoryFiles({
    "/srv/v1/a": "",
    "/srv/v2/l": link(".env"),
    "/srv/v2/.env": "secret",
  });
  files.put("/srv/current", link("v1"));
  const servedRoot = memoryServedRoot(files, { root: "/srv/current", followSymlinks: true });
  files.put("/srv/current", link("v2"));
  assertEquals(content(openContained(servedRoot, ["l"])), undefined);
  assertClosed(files);
});
