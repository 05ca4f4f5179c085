import { hasTool, runTool } from "../../support/tools.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { DISK } from "../../../lib/files/disk.ts";
import { type FileStat, type FileSystem, isSameVersion } from "../../../lib/files/file_system.ts";
import { directory, link, MemoryFileSystem, SPECIAL } from "../../support/memory_file_system.ts";

const WINDOWS = Deno.build.os === "windows";

/** Creates the tree of {@linkcode memoryAt} in a temporary directory, given by its real path. */
async function withFolder(action: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "plinth-disk-" }));
  try {
    Deno.mkdirSync(`${folder}/dir/sub`, { recursive: true });
    Deno.mkdirSync(`${folder}/empty`);
    Deno.writeTextFileSync(`${folder}/a.txt`, "0123456789");
    Deno.writeTextFileSync(`${folder}/dir/b.txt`, "b");
    for (const [name, target] of LINKS) Deno.symlinkSync(target, `${folder}/${name}`);
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    await action(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const LINKS = [
  ["to-file", "a.txt"],
  ["to-dir", "dir"],
  ["up", "dir/../to-dir/b.txt"],
  ["dangling", "nothing"],
  ["loop", "loop"],
  ["to-pipe", "pipe"],
  ["dir/above", ".."],
] as const;

function memoryAt(folder: string): MemoryFileSystem {
  return new MemoryFileSystem({
    [`${folder}/dir/sub`]: directory(),
    [`${folder}/empty`]: directory(),
    [`${folder}/a.txt`]: "0123456789",
    [`${folder}/dir/b.txt`]: "b",
    ...Object.fromEntries(LINKS.map(([name, target]) => [`${folder}/${name}`, link(target)])),
    [`${folder}/pipe`]: SPECIAL,
  });
}

// Normalized paths only, since the runtime may normalize others before the kernel sees them.
const PATHS = [
  "",
  "a.txt",
  "dir",
  "dir/b.txt",
  "empty",
  "nothing",
  "a.txt/b",
  "to-file",
  "to-dir",
  "to-dir/b.txt",
  "to-dir/above/a.txt",
  "up",
  "dangling",
  "loop",
  "loop/x",
  "pipe",
  "to-pipe",
  "x".repeat(300),
];

/** All results for a path, without values that depend on the machine. */
async function describe(fileSystem: FileSystem, path: string): Promise<Record<string, unknown>> {
  const isLink = fileSystem.lstat(path)?.kind === "symlink";
  const readAt = (followLink: boolean): string | undefined => {
    const file = fileSystem.open(path, followLink);
    if (file === undefined) return undefined;
    const { kind, size } = file.stat();
    const buffer = new Uint8Array(4);
    const count = kind === "file" ? file.readSync(buffer, 3) : 0;
    file.close();
    return `${kind} ${kind === "file" ? size : ""} ${
      new TextDecoder().decode(buffer.subarray(0, count))
    }`;
  };
  const brief = (stat: FileStat | undefined) =>
    stat?.kind === "file" ? `file ${stat.size}` : stat?.kind;
  const entries = await fileSystem.readDirectory(path);
  return {
    realPath: fileSystem.realPath(path),
    lstat: brief(fileSystem.lstat(path)),
    stat: brief(fileSystem.stat(path)),
    readLink: fileSystem.readLink(path),
    // The runtime may follow a link even with `followLink` false; a test below covers this.
    open: isLink ? "a link" : readAt(false),
    openLink: readAt(true),
    readDirectory: entries?.map(({ name, kind }) => `${name} ${kind}`).sort(),
  };
}

Deno.test({
  name: "DISK and the one in memory, which other tests use, say the same",
  ignore: WINDOWS,
  fn: () =>
    withFolder(async (folder) => {
      const memory = memoryAt(folder);
      for (const path of PATHS) {
        const full = path === "" ? folder : `${folder}/${path}`;
        assertEquals(await describe(DISK, full), await describe(memory, full), path);
      }
      assertEquals(memory.closed, memory.opened);
    }),
});

Deno.test({
  name: "DISK says the same of a path and of the file that was opened there",
  ignore: WINDOWS,
  fn: () =>
    withFolder((folder) => {
      const path = `${folder}/a.txt`;
      // With a fraction of a millisecond, before 1970, and in the far future.
      for (const seconds of [1_600_000_000.123456, -1.5, 4_102_444_800]) {
        Deno.utimeSync(path, seconds, seconds);
        const file = DISK.open(path, false);
        const stat = DISK.lstat(path);
        if (file === undefined || stat === undefined) throw new Error("not there");
        assertEquals(isSameVersion(file.stat(), stat), true, `${seconds}`);
        assertEquals(file.stat(), stat);
        assertEquals(stat.mtime, Math.floor(stat.mtime));
        file.close();
      }
    }),
});

Deno.test({
  name: "DISK.open() reads on, by position, from a file that was replaced or removed",
  ignore: WINDOWS,
  fn: () =>
    withFolder(async (folder) => {
      const file = DISK.open(`${folder}/a.txt`, false);
      if (file === undefined) throw new Error("not there");
      Deno.removeSync(`${folder}/a.txt`);
      const buffer = new Uint8Array(4);
      assertEquals(await file.read(buffer, 6), 4);
      assertEquals(new TextDecoder().decode(buffer), "6789");
      assertEquals(file.readSync(buffer, 8), 2);
      assertEquals(await file.read(buffer, 10), 0);
      file.close();
      assertThrows(() => file.stat());
    }),
});

Deno.test({
  name: "DISK.isReadable() refuses what nobody may read",
  ignore: WINDOWS,
  fn: () =>
    withFolder((folder) => {
      const readable = (name: string, followLink: boolean): boolean => {
        const path = `${folder}/${name}`;
        const stat = DISK.stat(path);
        return stat !== undefined && DISK.isReadable(path, stat, followLink);
      };
      assertEquals(readable("a.txt", false), true);
      assertEquals(readable("dir", false), true);
      Deno.chmodSync(`${folder}/a.txt`, 0o600);
      Deno.chmodSync(`${folder}/dir`, 0o700);
      assertEquals(readable("a.txt", false), true);
      assertEquals(readable("dir", false), true);
      assertEquals(readable("to-file", true), true);
      // A link to a directory may point to the root.
      assertEquals(readable("to-dir", false), true);
      Deno.chmodSync(`${folder}/a.txt`, 0);
      Deno.chmodSync(`${folder}/dir`, 0);
      // Root may read everything.
      assertEquals(readable("a.txt", false), Deno.uid() === 0);
      assertEquals(readable("dir", false), Deno.uid() === 0);
      Deno.chmodSync(`${folder}/dir`, 0o700);
    }),
});

Deno.test({
  name: "DISK throws what is neither absence nor refusal",
  ignore: WINDOWS,
  fn: () =>
    withFolder((folder) => {
      const file = DISK.open(`${folder}/a.txt`, false);
      if (file === undefined) throw new Error("not there");
      file.close();
      assertThrows(() => file.readSync(new Uint8Array(1), 0));
    }),
});

Deno.test({
  name: "DISK reads nothing from what has no positions",
  ignore: WINDOWS,
  fn: () =>
    withFolder((folder) => {
      for (const name of ["dir", "pipe"]) {
        const file = DISK.open(`${folder}/${name}`, false);
        if (file === undefined) throw new Error(`${name} is not there`);
        assertEquals(file.readSync(new Uint8Array(1), 0), 0, name);
        file.close();
      }
    }),
});

Deno.test({
  name: "the platform follows a link in spite of O_NOFOLLOW where read permission is narrowed",
  ignore: WINDOWS,
  fn: () =>
    withFolder(async (folder) => {
      // When this fails the runtime has become stricter, and the comments on `open` are out of date.
      const code = `import * as fs from "node:fs";
        const { O_RDONLY, O_NOFOLLOW } = fs.constants;
        try { fs.openSync(${JSON.stringify(`${folder}/to-file`)}, O_RDONLY | O_NOFOLLOW);
          console.log("followed"); } catch (error) { console.log(error.code); }`;
      const results = [];
      for (const read of [`--allow-read=${folder}`, "--allow-all"]) {
        const child = new Deno.Command(Deno.execPath(), {
          args: ["run", "--quiet", "--no-prompt", "--no-config", read, "-"],
          stdin: "piped",
          stdout: "piped",
        }).spawn();
        const input = child.stdin.getWriter();
        await input.write(new TextEncoder().encode(code));
        await input.close();
        results.push(new TextDecoder().decode((await child.output()).stdout).trim());
      }
      assertEquals(results, ["followed", "ELOOP"]);
    }),
});

Deno.test({
  name: "DISK finds nothing behind a link to a name that is not valid UTF-8 (needs python3)",
  ignore: Deno.build.os !== "linux" || !hasTool("python3"),
  fn: () =>
    withFolder(async (folder) => {
      const code = "import os, sys; d = sys.argv[1].encode(); open(d + b'/\\xff', 'w'); " +
        "os.symlink(b'\\xff', d + b'/to-odd')";
      const { status } = await runTool(["python3", "-c", code, folder]);
      assertEquals(status, 0);
      assertEquals(DISK.realPath(`${folder}/to-odd`), undefined);
      DISK.readLink(`${folder}/to-odd`);
      assertEquals(DISK.lstat(`${folder}/to-odd`)?.kind, "symlink");
    }),
});
