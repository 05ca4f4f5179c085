import { assertEquals } from "@std/assert";
import { watchPath } from "../../../lib/files/path_watch.ts";
import { resolvePath } from "../../../lib/files/containment.ts";
import { NameCache } from "../../../lib/listing/name_cache.ts";
import { directory, link, type MemoryFileSystem } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, ROOT, type Tree } from "../../support/memory_site.ts";

const DIRECTORY = `${ROOT}/a/dir`;
const TREE: Tree = {
  "a/dir/file 10": "",
  "a/dir/file 9": "",
  "a/dir/.hidden": "",
  "twin/other": "",
};

function setUp(tree = TREE) {
  const files = memoryFiles(tree);
  const time = { now: Date.now() };
  const servedRoot = { ...memoryServedRoot(files), names: new NameCache(() => time.now) };
  async function read(segments = ["a", "dir"], isWatched = true): Promise<string[] | undefined> {
    const resolved = resolvePath(servedRoot, segments);
    const watch = isWatched ? watchPath(servedRoot, segments) : undefined;
    const names = resolved && await servedRoot.names.read(servedRoot, resolved, watch);
    return names?.map(({ name }) => name);
  }
  return { files, time, servedRoot, read };
}

function readings(files: MemoryFileSystem): number {
  return files.calls.filter((call) => call === `readDirectory ${DIRECTORY}`).length;
}

Deno.test("NameCache reads the names in a directory once and sorts them", async () => {
  const { files, read } = setUp();
  for (let time = 0; time < 3; time++) assertEquals(await read(), ["file 9", "file 10"]);
  assertEquals(readings(files), 1);
});

const CHANGES: readonly (readonly [
  name: string,
  act: (files: MemoryFileSystem) => void,
  after: readonly string[] | undefined,
])[] = [
  ["a name is added", (files) => files.put(`${DIRECTORY}/file 1`, ""), [
    "file 1",
    "file 9",
    "file 10",
  ]],
  ["a name is removed", (files) => files.remove(`${DIRECTORY}/file 9`), ["file 10"]],
  [
    "a name is changed",
    (files) => files.rename(`${DIRECTORY}/file 9`, `${DIRECTORY}/file 8`),
    ["file 8", "file 10"],
  ],
  ["the directory is replaced", (files) => {
    files.remove(DIRECTORY);
    files.rename(`${ROOT}/twin`, DIRECTORY);
  }, ["other"]],
  ["a parent directory is removed", (files) => files.remove(`${ROOT}/a`), undefined],
];

for (const [name, act, after] of CHANGES) {
  Deno.test(`NameCache reads the names again when ${name}`, async () => {
    const { files, read } = setUp();
    await read();
    act(files);
    assertEquals(await read(), after);
  });
}

Deno.test("NameCache does not cache a directory that has just changed, or whose path is not watched", async () => {
  const { files, read } = setUp({ ...TREE, "a/fresh": directory({ mtime: Date.now() }) });
  for (let time = 0; time < 2; time++) await read(["a", "fresh"]);
  assertEquals(files.calls.filter((call) => call === `readDirectory ${ROOT}/a/fresh`).length, 2);
  for (let time = 0; time < 2; time++) await read(["twin"], false);
  assertEquals(files.calls.filter((call) => call === `readDirectory ${ROOT}/twin`).length, 2);
});

Deno.test("NameCache does not cache names that were read while the directory was swapped", async () => {
  const { files, read } = setUp();
  files.before = (call) => {
    if (call !== "readDirectory") return;
    files.before = () => {};
    files.rename(DIRECTORY, `${ROOT}/away`);
    files.rename(`${ROOT}/twin`, DIRECTORY);
    queueMicrotask(() => {
      files.rename(DIRECTORY, `${ROOT}/twin`);
      files.rename(`${ROOT}/away`, DIRECTORY);
    });
  };
  assertEquals(await read(), ["other"]);
  assertEquals(await read(), ["file 9", "file 10"]);
});

Deno.test("NameCache does not cache names that were read while the root was switched", async () => {
  const files = memoryFiles({ "/srv/v1/one": "", "/srv/v2/two": "", "/srv/now": link("/srv/v1") });
  const servedRoot = memoryServedRoot(files, { root: "/srv/now" });
  const namesNow = async () => {
    const resolved = resolvePath(servedRoot, []);
    if (resolved === undefined) throw new Error("no root");
    const names = await servedRoot.names.read(servedRoot, resolved, watchPath(servedRoot, []));
    return names?.map(({ name }) => name);
  };
  files.before = (call) => {
    if (call !== "readDirectory") return;
    files.before = () => {};
    files.put("/srv/now", link("/srv/v2"));
  };
  await namesNow();
  // Switch back to the first directory.
  files.put("/srv/now", link("/srv/v1"));
  assertEquals(await namesNow(), ["one"]);
});

Deno.test("NameCache keeps the names of two sites with the same directory apart", async () => {
  const { servedRoot, read } = setUp();
  const other = { ...servedRoot, rules: { hidden: true, windows: false } };
  const resolved = resolvePath(other, ["a", "dir"]);
  if (resolved === undefined) throw new Error("no folder");
  await read();
  const names = await servedRoot.names.read(other, resolved, watchPath(other, ["a", "dir"]));
  assertEquals(names?.map(({ name }) => name), [".hidden", "file 9", "file 10"]);
  assertEquals(await read(), ["file 9", "file 10"]);
});

Deno.test("NameCache reads the names again after ten seconds, even if the directory's times are unchanged", async () => {
  const { files, time, read } = setUp();
  await read();
  time.now += 9_000;
  await read();
  assertEquals(readings(files), 1);
  time.now += 2_000;
  await read();
  assertEquals(readings(files), 2);
  // The clock is set back.
  time.now -= 3_600_000;
  await read();
  assertEquals(readings(files), 3);
});

Deno.test("NameCache has a size limit", async () => {
  const files = memoryFiles({ ...TREE, "b/1": "", "many/1": "", "many/2": "", "many/3": "" });
  // What a and b need, or many alone, but hardly more.
  const servedRoot = { ...memoryServedRoot(files), names: new NameCache(Date.now, 1400) };
  async function readingsOf(...folders: readonly string[][]): Promise<number[]> {
    return await Array.fromAsync(folders, async (segments) => {
      const resolved = resolvePath(servedRoot, segments);
      if (resolved === undefined) throw new Error(`no ${segments}`);
      const before = files.calls.length;
      await servedRoot.names.read(servedRoot, resolved, watchPath(servedRoot, segments));
      return files.calls.slice(before).filter((call) => call.startsWith("readDirectory")).length;
    });
  }
  assertEquals(await readingsOf(["a", "dir"], ["b"], ["a", "dir"], ["b"]), [1, 1, 0, 0]);
  assertEquals(await readingsOf(["many"], ["b"], ["a", "dir"]), [1, 1, 1]);
});
