import facts from "../build.json" with { type: "json" };
import { DISK } from "./disk.ts";
import type { DirectoryEntry, FileStat, FileSystem, OpenFile } from "./file_system.ts";
import { isInside, PROGRAM } from "../util/path.ts";
import { withoutProgram } from "./without_program.ts";

/** What is known of the embedded site that its file system does not tell. Paths are below the site's root. */
export interface EmbeddedFacts {
  /** Modification times of folders, in milliseconds since 1970; "" is the root. */
  readonly directories: Readonly<Record<string, number>>;
  /** Links and what they lead to, where no further link is on the way. */
  readonly links: Readonly<Record<string, string>>;
  /** Compressed forms that were made for it: they are no files of its own. */
  readonly sidecars: readonly string[];
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

/**
 * Corrects what the runtime says of embedded files (facts of the platform): all have the same device and no inode,
 * which would make any two of one size and time the same file; folders have no times; and there are no links, since
 * the compiler does not get to the end of one that leads to a folder above it.
 *
 * @param files The runtime's.
 * @param root The embedded site, with slashes.
 */
export function embeddedFiles(files: FileSystem, root: string, facts: EmbeddedFacts): FileSystem {
  const links = new Map(Object.entries(facts.links).map(([from, to]) => [from, join(root, to)]));
  const made = new Set(facts.sidecars.map((path) => join(root, path)));
  const inodes = new Map<string, number>();

  function below(path: string): string {
    return path.slice(root.length + 1);
  }
  /** The place that a path leads to, every link followed; it need not be there. */
  function follow(path: string): string {
    let place = root;
    for (const name of below(path).split("/")) {
      place = join(place, name);
      place = links.get(below(place)) ?? place;
    }
    return place;
  }
  /** The place of a path when a link in its last place is not followed. */
  function unfollowed(path: string): string {
    if (path === root) return root;
    const end = path.lastIndexOf("/");
    return join(follow(path.slice(0, end)), path.slice(end + 1));
  }
  /** Nothing is ever moved or replaced here, so a place is as good as an inode. */
  function identify(stat: FileStat, place: string): FileStat {
    const inode = inodes.get(place) ?? inodes.size + 1;
    inodes.set(place, inode);
    const isFolder = stat.kind === "directory";
    const time = isFolder ? facts.directories[below(place)] ?? NaN : stat.mtime;
    return { ...stat, inode, mtime: time, ctime: time };
  }
  function statOf(place: string): FileStat | undefined {
    const stat = files.stat(place);
    return stat && identify(stat, place);
  }
  function linksIn(folder: string): DirectoryEntry[] {
    const prefix = folder === root ? "" : `${below(folder)}/`;
    return [...links.keys()].filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length)).filter((name) => !name.includes("/"))
      .map((name) => ({ name, kind: "symlink" }));
  }
  return {
    realPath: (path) => files.realPath(follow(path)),
    stat: (path) => statOf(follow(path)),
    lstat(path) {
      const place = unfollowed(path);
      return links.has(below(place)) ? LINK : statOf(place);
    },
    exists: (path) => files.exists(follow(path)),
    readLink: (path) => links.get(below(unfollowed(path))),
    open(path, followLink) {
      const place = follow(path);
      const file = files.open(place, followLink);
      return file && { ...methodsOf(file), stat: () => identify(file.stat(), place) };
    },
    async readDirectory(path) {
      const folder = follow(path);
      const entries = await files.readDirectory(folder);
      const own = entries?.filter(({ name }) => !made.has(join(folder, name)));
      return own && [...own, ...linksIn(folder)];
    },
    isReadable: () => true,
  };
}

const LINK: FileStat = {
  ...{ kind: "symlink", size: 0, mtime: 0, ctime: 0, device: 0, inode: 0, mode: 0o777 },
};

function join(folder: string, name: string): string {
  return name === "" ? folder : `${folder}/${name}`;
}

function methodsOf(file: OpenFile): Omit<OpenFile, "stat"> {
  return {
    readSync: (buffer, position) => file.readSync(buffer, position),
    read: (buffer, position) => file.read(buffer, position),
    close: () => file.close(),
  };
}
