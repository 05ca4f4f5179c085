import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { DISK } from "../../../lib/files/disk.ts";
import { embeddedFiles, fileSystemOf, withoutProgram } from "../../../lib/files/embedded.ts";
import type { FileSystem } from "../../../lib/files/file_system.ts";
import { isEmbedded } from "../../../lib/util/path.ts";
import { file, MemoryFileSystem } from "../../support/memory_file_system.ts";

const PROGRAM = "/tmp/deno-compile-plinth";
const ROOT = `${PROGRAM}/www`;
const TIME = Date.UTC(2024, 5, 1);
const FOLDER_TIME = Date.UTC(2024, 5, 2);

/** Embedded files as the runtime shows them: without inodes and without times of directories. */
function asRuntime(files: FileSystem): FileSystem {
  const forget = <T extends { kind: string } | undefined>(stat: T): T =>
    stat &&
    { ...stat, inode: 0, device: 0, ...(stat.kind === "directory" && { mtime: 0, ctime: 0 }) };
  return {
    ...files,
    realPath: (path) => files.realPath(path),
    stat: (path) => forget(files.stat(path)),
    lstat: (path) => forget(files.lstat(path)),
    exists: (path) => files.exists(path),
    readDirectory: (path) => files.readDirectory(path),
    open(path, followLink) {
      const opened = files.open(path, followLink);
      if (opened === undefined) return undefined;
      return {
        stat: () => forget(opened.stat()),
        readSync: (buffer, position) => opened.readSync(buffer, position),
        read: (buffer, position) => opened.read(buffer, position),
        close: () => opened.close(),
      };
    },
  };
}

function makeFiles(): FileSystem {
  const memory = new MemoryFileSystem({
    [`${ROOT}/a.txt`]: file("aaaa", { mtime: TIME }),
    [`${ROOT}/b.txt`]: file("bbbb", { mtime: TIME }),
    [`${ROOT}/b.txt.br`]: file("b", { mtime: TIME }),
    [`${ROOT}/own.br`]: file("own", { mtime: TIME }),
    [`${ROOT}/sub/c.txt`]: file("cccc", { mtime: TIME }),
  });
  const facts = {
    directories: { "": FOLDER_TIME, "sub": FOLDER_TIME + 1 },
    links: { "link.txt": "a.txt", "sub/up": "", "alias": "sub" },
    sidecars: ["b.txt.br"],
  };
  return embeddedFiles(asRuntime(memory), ROOT, facts);
}

Deno.test("embeddedFiles: files of equal size and time have different identities, and each identity is stable", () => {
  const files = makeFiles();
  const [a, b] = [files.stat(`${ROOT}/a.txt`), files.stat(`${ROOT}/b.txt`)];
  assertNotEquals(a?.inode, b?.inode);
  assertEquals(files.lstat(`${ROOT}/a.txt`), a);
  assertEquals(files.stat(`${ROOT}/link.txt`), a);
  const opened = files.open(`${ROOT}/a.txt`, false);
  assertEquals(opened?.stat(), a);
  opened?.close();
  assertEquals([a?.mtime, a?.ctime], [TIME, TIME]);
});

Deno.test("embeddedFiles: links are followed, also in the middle of a path and repeatedly", async () => {
  const files = makeFiles();
  assertEquals(files.lstat(`${ROOT}/link.txt`)?.kind, "symlink");
  assertEquals(files.readLink(`${ROOT}/link.txt`), `${ROOT}/a.txt`);
  assertEquals(files.readLink(`${ROOT}/a.txt`), undefined);
  assertEquals(files.realPath(`${ROOT}/link.txt`), `${ROOT}/a.txt`);
  for (const path of ["alias/c.txt", "sub/up/alias/up/sub/c.txt"]) {
    assertEquals(files.realPath(`${ROOT}/${path}`), `${ROOT}/sub/c.txt`);
    assertEquals(files.lstat(`${ROOT}/${path}`), files.stat(`${ROOT}/sub/c.txt`));
    assert(files.exists(`${ROOT}/${path}`));
  }
  assertEquals(files.lstat(`${ROOT}/alias/up`)?.kind, "symlink");
  assertEquals(files.realPath(`${ROOT}/sub/up`), ROOT);
  const entries = await files.readDirectory(`${ROOT}/alias`);
  assertEquals(entries?.map(({ name, kind }) => `${name} ${kind}`), ["c.txt file", "up symlink"]);
});

Deno.test("embeddedFiles: directories keep their times", () => {
  const files = makeFiles();
  assertEquals(files.stat(ROOT)?.mtime, FOLDER_TIME);
  assertEquals(files.lstat(`${ROOT}/sub`)?.mtime, FOLDER_TIME + 1);
});

Deno.test("embeddedFiles: generated sidecars are not listed as files", async () => {
  const files = makeFiles();
  const entries = await files.readDirectory(ROOT);
  assertEquals(entries?.map(({ name }) => name).sort(), [
    "a.txt",
    "alias",
    "b.txt",
    "link.txt",
    "own.br",
    "sub",
  ]);
  assert(files.stat(`${ROOT}/b.txt.br`) !== undefined);
});

Deno.test("embeddedFiles: missing files are not found", async () => {
  const files = makeFiles();
  assertEquals(files.stat(`${ROOT}/none`), undefined);
  assertEquals(files.lstat(`${ROOT}/none`), undefined);
  assertEquals(files.open(`${ROOT}/none`, false), undefined);
  assertEquals(await files.readDirectory(`${ROOT}/none`), undefined);
});

Deno.test("withoutProgram: a directory above the program's hides it", async () => {
  const memory = new MemoryFileSystem({
    [`${ROOT}/a.txt`]: "a",
    "/tmp/b.txt": "b",
    [`${PROGRAM}-not/c.txt`]: "c",
  });
  const files = withoutProgram(memory, PROGRAM);
  for (const path of [PROGRAM, ROOT, `${ROOT}/a.txt`]) {
    const found = [files.realPath(path), files.stat(path), files.lstat(path), files.exists(path)];
    assertEquals([path, ...found], [path, undefined, undefined, undefined, false]);
    assertEquals(files.open(path, true), undefined);
    assertEquals(await files.readDirectory(path), undefined);
  }
  assert(files.exists("/tmp/b.txt") && files.exists(`${PROGRAM}-not/c.txt`));
  assertEquals(files.stat("/tmp/b.txt")?.size, 1);
});

Deno.test("fileSystemOf: returns the disk, except for embedded paths and their parents", () => {
  assertEquals(fileSystemOf("/srv/site", undefined), DISK);
  assertEquals(fileSystemOf("/srv/site", PROGRAM), DISK);
  assert(fileSystemOf(ROOT, PROGRAM) !== DISK);
  assert(fileSystemOf("/tmp", PROGRAM) !== DISK);
  assert(fileSystemOf("/", PROGRAM) !== DISK);
});

Deno.test("isEmbedded", () => {
  assert(isEmbedded(ROOT, PROGRAM) && isEmbedded(PROGRAM, PROGRAM));
  assert(!isEmbedded(`${PROGRAM}-not`, PROGRAM) && !isEmbedded(ROOT, undefined));
});
