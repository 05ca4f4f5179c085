import { fromFileUrl } from "@std/path/from-file-url";
import facts from "../build.json" with { type: "json" };
import { DISK } from "./disk.ts";
import type { FileStat, FileSystem, OpenFile } from "./file_system.ts";

/** What is known of the embedded site that its file system does not tell. */
export interface EmbeddedFacts {
  /** Modification times of folders, in milliseconds since 1970, by their paths below the site's. */
  readonly directories: Readonly<Record<string, number>>;
  /** Paths below the site's of the compressed forms that were made for it: they are no files of its own. */
  readonly sidecars: readonly string[];
}

/** The folder that an executable finds its own parts in; undefined when this runs from source. */
export const PROGRAM: string | undefined = Deno.build.standalone
  ? fromFileUrl(new URL("../..", import.meta.url)).replaceAll("\\", "/").replace(/\/$/, "")
  : undefined;

/** Whether a path, with slashes, lies in this executable. */
export function isEmbedded(path: string, program: string | undefined = PROGRAM): boolean {
  return program !== undefined && isInside(path, program);
}

/**
 * The file system that a folder lies in: that of this executable for what is embedded, else the disk's.
 *
 * @param root Absolute, with slashes.
 */
export function fileSystemOf(root: string, program: string | undefined = PROGRAM): FileSystem {
  if (program === undefined) return DISK;
  if (isInside(root, program)) return embeddedFiles(DISK, root, facts);
  return isInside(program, root) ? withoutProgram(DISK, program) : DISK;
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/**
 * Corrects what the runtime says of embedded files (facts of the platform): all have the same device and no inode,
 * which would make any two of one size and time the same file; folders have no times.
 *
 * @param files The runtime's.
 * @param root The embedded site, with slashes.
 */
export function embeddedFiles(
  files: FileSystem,
  root: string,
  { directories, sidecars }: EmbeddedFacts,
): FileSystem {
  const inodes = new Map<string, number>();
  const made = new Set(sidecars.map((path) => `${root}/${path}`));
  /** Nothing is ever moved or replaced here, so a real path is as good as an inode. */
  function identify(stat: FileStat, realPath: string): FileStat {
    const inode = inodes.get(realPath) ?? inodes.size + 1;
    inodes.set(realPath, inode);
    const time = stat.kind === "directory"
      ? directories[realPath.slice(root.length + 1)] ?? NaN
      : stat.mtime;
    return { ...stat, inode, mtime: time, ctime: time };
  }
  function statOf(path: string): FileStat | undefined {
    const realPath = files.realPath(path);
    const stat = realPath === undefined ? undefined : files.stat(path);
    return realPath === undefined || stat === undefined ? undefined : identify(stat, realPath);
  }
  return {
    ...files,
    stat: statOf,
    lstat(path) {
      const stat = files.lstat(path);
      return stat?.kind === "symlink" ? stat : statOf(path);
    },
    open(path, followLink) {
      const realPath = files.realPath(path);
      const file = realPath === undefined ? undefined : files.open(path, followLink);
      if (realPath === undefined || file === undefined) return undefined;
      return identifyOpen(file, (stat) => identify(stat, realPath));
    },
    async readDirectory(path) {
      const entries = await files.readDirectory(path);
      return entries?.filter(({ name }) => !made.has(`${files.realPath(path)}/${name}`));
    },
  };
}

function identifyOpen(file: OpenFile, identify: (stat: FileStat) => FileStat): OpenFile {
  return {
    stat: () => identify(file.stat()),
    readSync: (buffer, position) => file.readSync(buffer, position),
    read: (buffer, position) => file.read(buffer, position),
    close: () => file.close(),
  };
}

/**
 * A disk whose folder for temporary files is served seems to have the executable's own parts in it, by a path that
 * the runtime makes up: they are not there.
 */
export function withoutProgram(files: FileSystem, program: string): FileSystem {
  return {
    realPath: (path) => isInside(path, program) ? undefined : files.realPath(path),
    lstat: (path) => isInside(path, program) ? undefined : files.lstat(path),
    stat: (path) => isInside(path, program) ? undefined : files.stat(path),
    exists: (path) => !isInside(path, program) && files.exists(path),
    readLink: (path) => isInside(path, program) ? undefined : files.readLink(path),
    open: (path, followLink) => isInside(path, program) ? undefined : files.open(path, followLink),
    readDirectory: (path) =>
      isInside(path, program) ? Promise.resolve(undefined) : files.readDirectory(path),
    isReadable: (path, stat, followLink) =>
      !isInside(path, program) && files.isReadable(path, stat, followLink),
  };
}
