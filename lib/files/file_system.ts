/** The stat of a path or an open file. */
export interface FileStat {
  readonly kind: "file" | "directory" | "symlink" | "special";
  /** In bytes. */
  readonly size: number;
  /** Modification time, in whole milliseconds since 1970; NaN if unknown. */
  readonly mtime: number;
  /** Change time of the inode, in milliseconds; the runtime truncates it to seconds. Writing sets it; it can't be set back. */
  readonly ctime: number;
  readonly device: number;
  readonly inode: number;
  /** Permission bits; 0 if the platform has none. */
  readonly mode: number;
}

/** A file opened for reading. Its owner closes it exactly once, and not during a read. */
export interface OpenFile {
  stat(): FileStat;
  /** Reads from `position` into `buffer`. Returns the number of bytes read: 0 at the end of the file, or if it has no positions. */
  readSync(buffer: Uint8Array, position: number): number;
  read(buffer: Uint8Array, position: number): Promise<number>;
  close(): void;
}

/** An entry of a directory. Symlinks are not followed. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileStat["kind"];
}

/**
 * All file system calls of a running server. They return undefined for both missing and unreadable files, so that
 * replies can't reveal which files exist. Other errors are thrown.
 */
export interface FileSystem {
  /** Returns the path with all symlinks resolved. */
  realPath(path: string): string | undefined;
  lstat(path: string): FileStat | undefined;
  stat(path: string): FileStat | undefined;
  /** Whether a path leads to anything. For missing files, this is the cheapest call. */
  exists(path: string): boolean;
  readLink(path: string): string | undefined;
  /** Whether a directory has an entry with exactly this name. */
  hasEntry(directory: string, name: string): boolean;
  /**
   * Opens a file without waiting for the other end of a FIFO. Without `followLink`, it refuses a symlink in the last
   * segment; but the runtime may follow it anyway, so the caller has to verify the opened file.
   */
  open(path: string, followLink: boolean): OpenFile | undefined;
  readDirectory(path: string): Promise<DirectoryEntry[] | undefined>;
  /** Whether this process may read a file; `followLink` as for `open`. */
  isReadable(path: string, stat: FileStat, followLink: boolean): boolean;
}

/** Whether two stats are of the same file: the same inode on the same device. */
export function isSameFile(one: FileStat, other: FileStat): boolean {
  return one.device === other.device && one.inode === other.inode;
}

/** Whether two stats are of the same version of a file, as far as size and times can tell. */
export function isSameVersion(one: FileStat, other: FileStat): boolean {
  return isSameFile(one, other) && one.size === other.size && one.mtime === other.mtime &&
    one.ctime === other.ctime;
}

/** Returns a key for data derived from one version of a file. */
export function versionKey(stat: FileStat): string {
  return `${stat.device}:${stat.inode}:${stat.size}:${stat.mtime}:${stat.ctime}`;
}

/**
 * How far apart two changes must be for their times to differ, in milliseconds. The mtime advances with the kernel's
 * timer tick. The runtime truncates the ctime to seconds, and only the ctime shows that the mtime was set back. Some
 * file systems have a resolution of two seconds: that is assumed if the mtime is a whole second.
 */
const TIMER_TICK = 20;
const SECOND = 1000;
const COARSE = 2 * SECOND;

/**
 * Whether a file is old enough that its next change will change its times. Right after a write, an equal stat does not
 * prove that the file is unchanged.
 *
 * @param now Milliseconds since 1970.
 */
export function mtimeIsReliable({ mtime, ctime }: FileStat, now: number): boolean {
  const step = mtime % SECOND === 0 ? COARSE : SECOND;
  return Math.abs(now - mtime) > TIMER_TICK && Math.abs(now - ctime) > step + TIMER_TICK;
}
