import { assertEquals } from "@std/assert";
import { watchPath } from "../../../lib/files/path_watch.ts";
import { resolvePath } from "../../../lib/files/containment.ts";
import { NameCache } from "../../../lib/listing/name_cache.ts";
import { directory, link, type MemoryFileSystem } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, ROOT, type Tree } from "../../support/memory_site.ts";

const FOLDER = `${ROOT}/a/dir`;
const TREE: Tree = {
  "a/dir/file 10": "",
  "a/dir/file 9": "",
  "a/dir/.hidden": "",
  "twin/other": "",
};

function place(tree = TREE) {
  const files = memoryFiles(tree);
  const time = { now: Date.now() };
  const servedRoot = { ...memoryServedRoot(files), names: new NameCache(() => time.now) };
  async function read(segments = ["a", "dir"], isWatched = true): Promise<string[] | undefined> {
    const location = resolvePath(servedRoot, segments);
    const way = isWatched ? watchPath(servedRoot, segments) : undefined;
    const names = location && await servedRoot.names.read(servedRoot, location, way);
    return names?.map(({ name }) => name);
  }
  return { files, time, servedRoot, read };
}

function readings(files: MemoryFileSystem): number {
  return files.calls.filter((call) => call === `readDirectory ${FOLDER}`).length;
}

Deno.test("NameCache reads the names in a folder once, and sorts them", async () => {
  const { files, read } = place();
  for (let time = 0; time < 3; time++) assertEquals(await read(), ["file 9", "file 10"]);
  assertEquals(readings(files), 1);
});

const CHANGES: readonly (readonly [
  name: string,
  act: (files: MemoryFileSystem) => void,
  after: readonly string[] | undefined,
])[] = [
  ["a name comes", (files) => files.put(`${FOLDER}/file 1`, ""), ["file 1", "file 9", "file 10"]],
  ["a name goes", (files) => files.remove(`${FOLDER}/file 9`), ["file 10"]],
  [
    "a name is another one",
    (files) => files.rename(`${FOLDER}/file 9`, `${FOLDER}/file 8`),
    ["file 8", "file 10"],
  ],
  ["another folder takes its place", (files) => {
    files.remove(FOLDER);
    files.rename(`${ROOT}/twin`, FOLDER);
  }, ["other"]],
  ["a folder above goes away", (files) => files.remove(`${ROOT}/a`), undefined],
];

for (const [name, act, after] of CHANGES) {
  Deno.test(`NameCache reads names anew when ${name}`, async () => {
    const { files, read } = place();
    await read();
    act(files);
    assertEquals(await read(), after);
  });
}

Deno.test("NameCache keeps no names of a folder that has changed just now, nor by a way that is not watched", async () => {
  const { files, read } = place({ ...TREE, "a/fresh": directory({ mtime: Date.now() }) });
  for (let time = 0; time < 2; time++) await read(["a", "fresh"]);
  assertEquals(files.calls.filter((call) => call === `readDirectory ${ROOT}/a/fresh`).length, 2);
  for (let time = 0; time < 2; time++) await read(["twin"], false);
  assertEquals(files.calls.filter((call) => call === `readDirectory ${ROOT}/twin`).length, 2);
});

Deno.test("NameCache keeps no names that were read while somebody swapped the folder", async () => {
  const { files, read } = place();
  files.before = (call) => {
    if (call !== "readDirectory") return;
    files.before = () => {};
    files.rename(FOLDER, `${ROOT}/away`);
    files.rename(`${ROOT}/twin`, FOLDER);
    queueMicrotask(() => {
      files.rename(FOLDER, `${ROOT}/twin`);
      files.rename(`${ROOT}/away`, FOLDER);
    });
  };
  assertEquals(await read(), ["other"]);
  assertEquals(await read(), ["file 9", "file 10"]);
});

Deno.test("NameCache keeps no names of a root that was switched while they were read", async () => {
  const files = memoryFiles({ "/srv/v1/one": "", "/srv/v2/two": "", "/srv/now": link("/srv/v1") });
  const servedRoot = memoryServedRoot(files, { root: "/srv/now" });
  const namesNow = async () => {
    const location = resolvePath(servedRoot, []);
    if (location === undefined) throw new Error("no root");
    const names = await servedRoot.names.read(servedRoot, location, watchPath(servedRoot, []));
    return names?.map(({ name }) => name);
  };
  files.before = (call) => {
    if (call !== "readDirectory") return;
    files.before = () => {};
    files.put("/srv/now", link("/srv/v2"));
  };
  await namesNow();
  // Back to the first one.
  files.put("/srv/now", link("/srv/v1"));
  assertEquals(await namesNow(), ["one"]);
});

Deno.test("NameCache gives a site the names that it shows, not those of another one", async () => {
  const { servedRoot, read } = place();
  const other = { ...servedRoot, rules: { hidden: true, windows: false } };
  const location = resolvePath(other, ["a", "dir"]);
  if (location === undefined) throw new Error("no folder");
  await read();
  const names = await servedRoot.names.read(other, location, watchPath(other, ["a", "dir"]));
  assertEquals(names?.map(({ name }) => name), [".hidden", "file 9", "file 10"]);
  assertEquals(await read(), ["file 9", "file 10"]);
});

Deno.test("NameCache reads names again after a while, whatever the folder's times are", async () => {
  const { files, time, read } = place();
  await read();
  time.now += 9_000;
  await read();
  assertEquals(readings(files), 1);
  time.now += 2_000;
  await read();
  assertEquals(readings(files), 2);
  // A clock that was set back.
  time.now -= 3_600_000;
  await read();
  assertEquals(readings(files), 3);
});

Deno.test("NameCache keeps a bounded number of names", async () => {
  const files = memoryFiles({ ...TREE, "b/1": "", "many/1": "", "many/2": "", "many/3": "" });
  // What a and b need, or many alone, but hardly more.
  const servedRoot = { ...memoryServedRoot(files), names: new NameCache(Date.now, 1400) };
  async function readingsOf(...folders: readonly string[][]): Promise<number[]> {
    return await Array.fromAsync(folders, async (segments) => {
      const location = resolvePath(servedRoot, segments);
      if (location === undefined) throw new Error(`no ${segments}`);
      const before = files.calls.length;
      await servedRoot.names.read(servedRoot, location, watchPath(servedRoot, segments));
      return files.calls.slice(before).filter((call) => call.startsWith("readDirectory")).length;
    });
  }
  assertEquals(await readingsOf(["a", "dir"], ["b"], ["a", "dir"], ["b"]), [1, 1, 0, 0]);
  assertEquals(await readingsOf(["many"], ["b"], ["a", "dir"]), [1, 1, 1]);
});
