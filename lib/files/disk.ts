import * as fs from "node:fs";
import type { DirectoryEntry, FileStat, FileSystem, OpenFile } from "./file_system.ts";

// Windows has neither of the two flags.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;

/** Error codes for missing and unreadable files. */
const ABSENT = new Set(
  "ENOENT ENOTDIR EACCES EPERM ELOOP ENAMETOOLONG EINVAL ENXIO ENODEV EISDIR ESTALE".split(" "),
);

/** The file system of this machine. A running server accesses files only here. */
export const DISK: FileSystem = {
  realPath: (path) => attempt(() => toSlashes(Deno.realPathSync(path))),
  lstat: (path) => attempt(() => fromInfo(Deno.lstatSync(path))),
  stat: (path) => attempt(() => fromInfo(Deno.statSync(path))),
  exists: fs.existsSync,
  readLink: (path) => attempt(() => toSlashes(Deno.readLinkSync(path))),
  hasEntry: (directory, name) => attempt(() => hasEntry(directory, name)) ?? false,
  open: (path, followLink) => attempt(() => open(path, followLink)),
  readDirectory,
  isReadable,
};

function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  // The sandbox denied the access.
  if (error instanceof Deno.errors.NotCapable) return true;
  // A symlink leads to a name that is not valid UTF-8. Requests can't contain such names.
  if (error instanceof Deno.errors.InvalidData) return true;
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && ABSENT.has(code);
}

function toSlashes(path: string): string {
  return Deno.build.os === "windows" ? path.replaceAll("\\", "/") : path;
}

/**
 * Uses node:fs because Deno.open has no O_NONBLOCK and blocks on a FIFO. With a narrowed read permission, the runtime
 * resolves a symlink in the last segment before it opens the file, so that O_NOFOLLOW has no effect.
 */
function open(path: string, followLink: boolean): OpenFile {
  const descriptor = fs.openSync(path, O_RDONLY | O_NONBLOCK | (followLink ? 0 : O_NOFOLLOW));
  return {
    stat: () => fromStats(fs.fstatSync(descriptor)),
    readSync: (buffer, position) => readSync(descriptor, buffer, position),
    read: (buffer, position) => read(descriptor, buffer, position),
    close: () => fs.closeSync(descriptor),
  };
}

/** Error codes of reading a FIFO, socket, terminal or directory at a position. */
const UNREADABLE = new Set(["ESPIPE", "EISDIR", "EAGAIN", "EINVAL", "ENXIO"]);

function readSync(descriptor: number, buffer: Uint8Array, position: number): number {
  try {
    return fs.readSync(descriptor, buffer, 0, buffer.byteLength, position);
  } catch (error) {
    if (UNREADABLE.has(String((error as { code?: unknown }).code))) return 0;
    throw error;
  }
}

function read(descriptor: number, buffer: Uint8Array, position: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  fs.read(descriptor, buffer, 0, buffer.byteLength, position, (error, count) => {
    error ? reject(error) : resolve(count ?? 0);
  });
  return promise;
}

function hasEntry(directory: string, name: string): boolean {
  for (const entry of Deno.readDirSync(directory)) if (entry.name === name) return true;
  return false;
}

async function readDirectory(path: string): Promise<DirectoryEntry[] | undefined> {
  try {
    const entries: DirectoryEntry[] = [];
    for await (const entry of Deno.readDir(path)) {
      entries.push({ name: entry.name, kind: kindOf(entry) });
    }
    return entries;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Opens the file unless its mode lets everybody read it. access(2) would need the permission to read the user's id. */
function isReadable(path: string, stat: FileStat, followLink: boolean): boolean {
  const wanted = stat.kind === "directory" ? 0o005 : 0o004;
  if (Deno.build.os === "windows" || (stat.mode & wanted) === wanted) return true;
  const readable = attempt(() => {
    // The root may be a symlink.
    open(path, followLink || stat.kind === "directory").close();
    return true;
  });
  return readable ?? false;
}

function kindOf(
  entry: { readonly isFile: boolean; readonly isDirectory: boolean; readonly isSymlink: boolean },
): FileStat["kind"] {
  if (entry.isSymlink) return "symlink";
  if (entry.isFile) return "file";
  return entry.isDirectory ? "directory" : "special";
}

function fromInfo(info: Deno.FileInfo): FileStat {
  return {
    kind: kindOf(info),
    size: info.size,
    mtime: info.mtime?.getTime() ?? NaN,
    ctime: info.ctime?.getTime() ?? NaN,
    device: info.dev,
    inode: info.ino ?? 0,
    mode: info.mode ?? 0,
  };
}

function fromStats(stats: fs.Stats): FileStat {
  const [isFile, isDirectory] = [stats.isFile(), stats.isDirectory()];
  return {
    kind: kindOf({ isFile, isDirectory, isSymlink: false }),
    size: stats.size,
    mtime: Math.floor(stats.mtimeMs),
    ctime: Math.floor(stats.ctimeMs),
    device: stats.dev,
    inode: stats.ino,
    mode: stats.mode,
  };
}
