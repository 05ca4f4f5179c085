/** What the file system says of a path or of an open file. */
export interface FileStat {
  readonly kind: "file" | "directory" | "symlink" | "special";
  /** In bytes. */
  readonly size: number;
  /** Modification time in whole milliseconds since 1970; NaN when there is none. */
  readonly mtime: number;
  /** Time of the last change of the inode, in whole seconds here: writing sets it, nobody can set it back. */
  readonly ctime: number;
  readonly device: number;
  readonly inode: number;
  /** Permission bits; 0 where the platform has none. */
  readonly mode: number;
}

/** A file that was opened for reading. Whoever has it closes it, once, and not while a read is under way. */
export interface OpenFile {
  stat(): FileStat;
  /**
   * Fills `buffer` from `position` on: how many bytes were read, 0 at the end of the file or when what was opened
   * has no positions.
   */
  readSync(buffer: Uint8Array, position: number): number;
  read(buffer: Uint8Array, position: number): Promise<number>;
  close(): void;
}

/** An entry of a directory, not followed when it is a link. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileStat["kind"];
}

/**
 * Every file call that Plinth makes while it serves. What is not there, or may not be read, is undefined:
 * the two are not told apart, so that existence is not revealed. All else that fails is thrown.
 */
export interface FileSystem {
  /** The path with every link resolved. */
  realPath(path: string): string | undefined;
  lstat(path: string): FileStat | undefined;
  stat(path: string): FileStat | undefined;
  /** Whether a path leads to anything; the cheapest of all calls for what is not there. */
  exists(path: string): boolean;
  readLink(path: string): string | undefined;
  /**
   * Never waits for a FIFO's other end. With `followLink` false it refuses a link in the last place, but the
   * runtime may follow it all the same: what was opened has to be verified.
   */
  open(path: string, followLink: boolean): OpenFile | undefined;
  readDirectory(path: string): Promise<DirectoryEntry[] | undefined>;
  /** Whether this process may read what `path` names; `followLink` as for `open`. */
  isReadable(path: string, stat: FileStat, followLink: boolean): boolean;
}

/** Whether two stats are of one file: the same inode on the same device. */
export function isSameFile(one: FileStat, other: FileStat): boolean {
  return one.device === other.device && one.inode === other.inode;
}

/** Whether two stats of one file show the same version of its content, as far as times can tell. */
export function isSameVersion(one: FileStat, other: FileStat): boolean {
  return isSameFile(one, other) && one.size === other.size && one.mtime === other.mtime &&
    one.ctime === other.ctime;
}

/** A key for what is derived from one version of a file. */
export function versionKey(stat: FileStat): string {
  return `${stat.device}:${stat.inode}:${stat.size}:${stat.mtime}:${stat.ctime}`;
}

/**
 * How far apart two changes must be for their times to differ, in milliseconds. A modification time moves with the
 * kernel's ticks. Of the time of change the runtime tells the second alone (a fact of the platform), and nothing
 * else shows that a modification time was set back. There are file systems with steps of two seconds; where that
 * may be one, by its modification time, more time has to pass.
 */
const TICK = 20;
const SECOND = 1000;
const COARSE = 2 * SECOND;

/**
 * Whether a version is old enough that another one would have another time: right after a write an equal stat
 * proves nothing.
 *
 * @param now Milliseconds since 1970.
 */
export function mtimeIsReliable({ mtime, ctime }: FileStat, now: number): boolean {
  const step = mtime % SECOND === 0 ? COARSE : SECOND;
  return Math.abs(now - mtime) > TICK && Math.abs(now - ctime) > step + TICK;
}
