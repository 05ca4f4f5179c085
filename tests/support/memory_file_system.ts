import type {
  DirectoryEntry,
  FileStat,
  FileSystem,
  OpenFile,
} from "../../lib/files/file_system.ts";

/** Default mtime and ctime: long ago, so they are reliable. */
export const WRITTEN = Date.UTC(2020, 0, 1);

/** A method of the file system or of an open file. */
export type Call = keyof FileSystem | "fstat" | "readSync" | "read" | "close";

/** What to create at a path. Text and bytes create a file. */
export type Spec = string | Uint8Array | {
  readonly kind: FileStat["kind"];
  readonly content?: string | Uint8Array;
  readonly target?: string;
  readonly mtime?: number;
  readonly ctime?: number;
  /** False if this process may not read the file, or may not read or enter the directory. */
  readonly readable?: boolean;
};

/** Specifies a file. */
export function file(
  content: string | Uint8Array,
  options: { mtime?: number; ctime?: number; readable?: boolean } = {},
): Spec {
  return { kind: "file", content, ...options };
}

/** Specifies a symbolic link. */
export function link(target: string): Spec {
  return { kind: "symlink", target };
}

/** Specifies an empty directory. */
export function directory(options: { mtime?: number; readable?: boolean } = {}): Spec {
  return { kind: "directory", ...options };
}

/** A FIFO, socket or device. */
export const SPECIAL: Spec = { kind: "special" };

interface Entry {
  readonly kind: FileStat["kind"];
  readonly inode: number;
  readonly target: string;
  readonly readable: boolean;
  readonly entries: Map<string, Entry>;
  content: Uint8Array;
  mtime: number;
  ctime: number;
}

/** A file system in memory that records its calls. A test can run code between any two calls. */
export class MemoryFileSystem implements FileSystem {
  /** Runs before every call. It may change the tree, or throw to make the call fail. */
  before: (call: Call, path: string) => void = () => {};
  /** Maximum number of bytes per read. */
  maxReadBytes = Infinity;
  /** Whether names are compared without regard to case and normalization, as on NTFS or APFS. */
  ignoresCase = false;
  /** Whether `open` follows a link even with `followLink` false, as the runtime does in a sandbox. */
  opensLinks = false;
  /** Every call so far, as `open /srv/site/a`. */
  readonly calls: string[] = [];
  opened = 0;
  closed = 0;
  /** Forbidden uses: closing twice, closing during a read, use after closing. */
  readonly faults: string[] = [];
  #inodes = 1;
  readonly #root = this.#entry(directory());

  constructor(tree: Readonly<Record<string, Spec>> = {}) {
    for (const [path, spec] of Object.entries(tree)) this.#create(path, spec);
  }

  /**
   * Replaces a path as a rename does, and creates its parents. The mtime and ctime of the parent directory advance by a
   * second, as with every change of a directory.
   */
  put(path: string, spec: Spec): void {
    touch(this.#create(path, spec));
  }

  /** Creates an entry and returns its parent directory. */
  #create(path: string, spec: Spec): Entry {
    const names = path.split("/").filter((name) => name !== "");
    const last = names.pop() ?? "";
    let parent = this.#root;
    for (const name of names) {
      const below = parent.entries.get(name) ?? this.#entry(directory());
      parent.entries.set(name, below);
      parent = below;
    }
    parent.entries.set(last, this.#entry(spec));
    return parent;
  }

  /** Removes a path with everything below it. */
  remove(path: string): void {
    const parent = this.#walk(path.slice(0, path.lastIndexOf("/")), true)?.entry;
    parent?.entries.delete(path.slice(path.lastIndexOf("/") + 1));
    if (parent !== undefined) touch(parent);
  }

  /** Renames a path. The inode stays the same. */
  rename(from: string, to: string): void {
    const moved = this.#walk(from, false)?.entry;
    const parent = this.#walk(to.slice(0, to.lastIndexOf("/")), true)?.entry;
    if (moved === undefined || parent === undefined) throw new Error(`no ${from} or no ${to}`);
    this.remove(from);
    parent.entries.set(to.slice(to.lastIndexOf("/") + 1), moved);
    touch(parent);
  }

  /** Writes to a file. The inode stays the same, and mtime and ctime advance by a second. */
  write(path: string, content: string | Uint8Array): void {
    const entry = this.#walk(path, true)?.entry;
    if (entry === undefined) throw new Error(`no ${path}`);
    entry.content = toBytes(content);
    touch(entry);
  }

  realPath(path: string): string | undefined {
    this.#call("realPath", path);
    return this.#walk(path, true)?.path;
  }

  lstat(path: string): FileStat | undefined {
    this.#call("lstat", path);
    return statOf(this.#walk(path, false)?.entry);
  }

  stat(path: string): FileStat | undefined {
    this.#call("stat", path);
    return statOf(this.#walk(path, true)?.entry);
  }

  exists(path: string): boolean {
    this.#call("exists", path);
    return this.#walk(path, true) !== undefined;
  }

  readLink(path: string): string | undefined {
    this.#call("readLink", path);
    const entry = this.#walk(path, false)?.entry;
    return entry?.kind === "symlink" ? entry.target : undefined;
  }

  hasEntry(directory: string, name: string): boolean {
    this.#call("hasEntry", `${directory}/${name}`);
    return this.#walk(directory, true)?.entry.entries.has(name) === true;
  }

  open(path: string, followLink: boolean): OpenFile | undefined {
    this.#call("open", path);
    const entry = this.#walk(path, followLink || this.opensLinks)?.entry;
    if (entry === undefined || entry.kind === "symlink" || !entry.readable) return undefined;
    this.opened++;
    return this.#handle(path, entry);
  }

  readDirectory(path: string): Promise<DirectoryEntry[] | undefined> {
    this.#call("readDirectory", path);
    const entry = this.#walk(path, true)?.entry;
    if (entry?.kind !== "directory" || !entry.readable) return Promise.resolve(undefined);
    return Promise.resolve([...entry.entries].map(([name, { kind }]) => ({ name, kind })));
  }

  isReadable(path: string, _stat: FileStat, followLink: boolean): boolean {
    this.#call("isReadable", path);
    const entry = this.#walk(path, followLink)?.entry;
    return entry !== undefined && entry.kind !== "symlink" && entry.readable;
  }

  #handle(path: string, entry: Entry): OpenFile {
    let reading = 0;
    let isClosed = false;
    const use = (call: Call): void => {
      if (isClosed) this.faults.push(`${call} after close: ${path}`);
      this.#call(call, path);
    };
    const fill = (buffer: Uint8Array, position: number): number => {
      const bytes = entry.content.subarray(position).subarray(0, buffer.byteLength)
        .subarray(0, this.maxReadBytes);
      buffer.set(bytes);
      return bytes.byteLength;
    };
    return {
      stat: () => {
        use("fstat");
        return toStat(entry);
      },
      readSync: (buffer, position) => {
        use("readSync");
        return fill(buffer, position);
      },
      read: async (buffer, position) => {
        use("read");
        reading++;
        await new Promise((resolve) => setTimeout(resolve, 0));
        reading--;
        return fill(buffer, position);
      },
      close: () => {
        use("close");
        if (reading > 0) this.faults.push(`close during a read: ${path}`);
        isClosed = true;
        this.closed++;
      },
    };
  }

  #call(call: Call, path: string): void {
    this.calls.push(`${call} ${path}`);
    this.before(call, path);
  }

  #entry(spec: Spec): Entry {
    const plain = typeof spec === "string" || spec instanceof Uint8Array;
    const { kind, content = "", target = "", mtime = WRITTEN, ctime = mtime, readable = true } =
      plain ? { kind: "file", content: spec } as const : spec;
    const inode = this.#inodes++;
    const entries = new Map<string, Entry>();
    return { kind, inode, target, readable, entries, content: toBytes(content), mtime, ctime };
  }

  #find({ entries }: Entry, name: string): Entry | undefined {
    const exact = entries.get(name);
    if (exact !== undefined || !this.ignoresCase) return exact;
    const fold = (text: string) => text.normalize("NFC").toLowerCase();
    return [...entries].find(([stored]) => fold(stored) === fold(name))?.[1];
  }

  /** Resolves a path as in path_resolution(7). */
  #walk(path: string, followLast: boolean): { path: string; entry: Entry } | undefined {
    const walked: [string, Entry][] = [];
    const rest = path.split("/");
    for (let links = 0; rest.length > 0;) {
      const name = rest.shift() ?? "";
      const here = walked.at(-1)?.[1] ?? this.#root;
      if (here.kind !== "directory") return undefined;
      if (name === "..") walked.pop();
      if (name === "" || name === "." || name === "..") continue;
      const entry = here.readable ? this.#find(here, name) : undefined;
      if (entry === undefined) return undefined;
      if (entry.kind !== "symlink" || (rest.length === 0 && !followLast)) {
        walked.push([name, entry]);
        continue;
      }
      if (++links > 40) return undefined;
      if (entry.target.startsWith("/")) walked.length = 0;
      rest.unshift(...entry.target.split("/"));
    }
    const real = `/${walked.map(([name]) => name).join("/")}`;
    return { path: real, entry: walked.at(-1)?.[1] ?? this.#root };
  }
}

function touch(entry: Entry): void {
  entry.mtime += 1000;
  entry.ctime += 1000;
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

function statOf(entry: Entry | undefined): FileStat | undefined {
  return entry === undefined ? undefined : toStat(entry);
}

function toStat({ kind, inode, content, mtime, ctime, readable }: Entry): FileStat {
  const mode = readable ? 0o755 : 0;
  return { kind, size: content.byteLength, mtime, ctime, device: 1, inode, mode };
}
