import facts from "../build.json" with { type: "json" };
import { DISK } from "./disk.ts";
import type { DirectoryEntry, FileStat, FileSystem, OpenFile } from "./file_system.ts";
import { isInside, PROGRAM } from "../util/path.ts";

/** Facts about the embedded site that the runtime does not keep. Paths are below the site's root. */
export interface EmbeddedFacts {
  /** Modification times of directories, in milliseconds since 1970; "" is the root. */
  readonly directories: Readonly<Record<string, number>>;
  /** Symlinks and their final targets. */
  readonly links: Readonly<Record<string, string>>;
  /** Sidecars that the build added. They are not listed. */
  readonly sidecars: readonly string[];
}

/**
 * Returns the file system that contains a directory: the embedded one, or the disk.
 *
 * @param root Absolute, with slashes.
 */
export function fileSystemOf(root: string, program: string | undefined = PROGRAM): FileSystem {
  if (program === undefined) return DISK;
  if (isInside(root, program)) return embeddedFiles(DISK, root, facts);
  return isInside(program, root) ? withoutProgram(DISK, program) : DISK;
}

/**
 * Corrects the runtime's view of embedded files. There, all files have the same device and no inode, so that any two of
 * equal size and time would count as the same file; directories have no times; and symlinks are missing, because
 * `deno compile` never finishes when one leads to a directory above it.
 *
 * @param files The runtime's file system.
 * @param root The embedded site, with slashes.
 */
export function embeddedFiles(files: FileSystem, root: string, facts: EmbeddedFacts): FileSystem {
  const links = new Map(Object.entries(facts.links).map(([from, to]) => [from, join(root, to)]));
  const added = new Set(facts.sidecars.map((path) => join(root, path)));
  const inodes = new Map<string, number>();

  function below(path: string): string {
    return path.slice(root.length + 1);
  }
  /** Follows all symlinks in a path. The result need not exist. */
  function follow(path: string): string {
    let followed = root;
    for (const name of below(path).split("/")) {
      followed = join(followed, name);
      followed = links.get(below(followed)) ?? followed;
    }
    return followed;
  }
  /** Follows all symlinks except in the last segment. */
  function followParent(path: string): string {
    if (path === root) return root;
    const end = path.lastIndexOf("/");
    return join(follow(path.slice(0, end)), path.slice(end + 1));
  }
  /** Adds an inode, derived from the path: embedded files are never moved or replaced. */
  function identify(stat: FileStat, path: string): FileStat {
    const inode = inodes.get(path) ?? inodes.size + 1;
    inodes.set(path, inode);
    const isDirectory = stat.kind === "directory";
    const time = isDirectory ? facts.directories[below(path)] ?? NaN : stat.mtime;
    return { ...stat, inode, mtime: time, ctime: time };
  }
  function statOf(path: string): FileStat | undefined {
    const stat = files.stat(path);
    return stat && identify(stat, path);
  }
  function linksIn(directory: string): DirectoryEntry[] {
    const prefix = directory === root ? "" : `${below(directory)}/`;
    return [...links.keys()].filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length)).filter((name) => !name.includes("/"))
      .map((name) => ({ name, kind: "symlink" }));
  }
  return {
    realPath: (path) => files.realPath(follow(path)),
    stat: (path) => statOf(follow(path)),
    lstat(path) {
      const followed = followParent(path);
      return links.has(below(followed)) ? LINK : statOf(followed);
    },
    exists: (path) => files.exists(follow(path)),
    readLink: (path) => links.get(below(followParent(path))),
    // The runtime compares embedded names exactly.
    hasEntry: (directory, name) => files.exists(follow(join(directory, name))),
    open(path, followLink) {
      const followed = follow(path);
      const file = files.open(followed, followLink);
      return file && { ...methodsOf(file), stat: () => identify(file.stat(), followed) };
    },
    async readDirectory(path) {
      const directory = follow(path);
      const entries = await files.readDirectory(directory);
      const own = entries?.filter(({ name }) => !added.has(join(directory, name)));
      return own && [...own, ...linksIn(directory)];
    },
    isReadable: () => true,
  };
}

const LINK: FileStat = {
  ...{ kind: "symlink", size: 0, mtime: 0, ctime: 0, device: 0, inode: 0, mode: 0o777 },
};

function join(directory: string, name: string): string {
  return name === "" ? directory : `${directory}/${name}`;
}

function methodsOf(file: OpenFile): Omit<OpenFile, "stat"> {
  return {
    readSync: (buffer, position) => file.readSync(buffer, position),
    read: (buffer, position) => file.read(buffer, position),
    close: () => file.close(),
  };
}

/**
 * Hides the executable's embedded files. The runtime shows them under an invented path in the directory for temporary
 * files, where they would be served with that directory.
 */
export function withoutProgram(files: FileSystem, program: string): FileSystem {
  return {
    realPath: (path) => isInside(path, program) ? undefined : files.realPath(path),
    lstat: (path) => isInside(path, program) ? undefined : files.lstat(path),
    stat: (path) => isInside(path, program) ? undefined : files.stat(path),
    exists: (path) => !isInside(path, program) && files.exists(path),
    readLink: (path) => isInside(path, program) ? undefined : files.readLink(path),
    hasEntry: (directory, name) =>
      !isInside(`${directory}/${name}`, program) && files.hasEntry(directory, name),
    open: (path, followLink) => isInside(path, program) ? undefined : files.open(path, followLink),
    readDirectory: (path) =>
      isInside(path, program) ? Promise.resolve(undefined) : files.readDirectory(path),
    isReadable: (path, stat, followLink) =>
      !isInside(path, program) && files.isReadable(path, stat, followLink),
  };
}
