import { setImmediate } from "node:timers/promises";
import { type PathWatch, watchPath } from "../files/path_watch.ts";
import { isVerified } from "../files/containment.ts";
import { type ResolvedPath } from "../files/served_root.ts";
import { type ListedRoot } from "./name_cache.ts";
import type { DirectoryEntry } from "../files/file_system.ts";
import type { ListingEntry, ListingOrder } from "./entries.ts";
import { readEntry } from "./read_entry.ts";

/** How many entries are looked at before others get their turn: a few milliseconds' worth. */
const BATCH_SIZE = 256;

/**
 * Reads a directory: what of it would be served, and nothing else.
 *
 * @returns Undefined when the directory can't be read, or is not the one that was located any more.
 */
export async function listDirectory(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
): Promise<ListingEntry[] | undefined> {
  return await (await createDirectoryReader(servedRoot, directory))?.readAll();
}

/** Reads the names in a directory; what they stand for is looked at afterwards. */
export async function createDirectoryReader(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
): Promise<DirectoryReader | undefined> {
  const way = watchPath(servedRoot, directory.segments);
  // It may have been located some time ago, and what is looked at by a calm way is proven by nothing else.
  if (!isVerified(servedRoot, directory.segments, directory.stat)) return undefined;
  const names = await servedRoot.names.read(servedRoot, directory, way);
  return names && new DirectoryReader(servedRoot, directory, names, way);
}

/** The names in a directory, folders apart, each group in order. */
export interface SortedNames {
  readonly directories: readonly DirectoryEntry[];
  readonly files: readonly DirectoryEntry[];
}

/**
 * A directory whose names were read. It can't be held open, so somebody may swap it, or a folder above, for a link, and
 * back. As long as the way to it lies calm nobody has; else each entry is proven to lie inside the root by itself, which
 * is slow.
 */
export class DirectoryReader {
  readonly #servedRoot: ListedRoot;
  readonly #directory: ResolvedPath;
  readonly #names: readonly DirectoryEntry[];
  #way: PathWatch | undefined;

  constructor(
    servedRoot: ListedRoot,
    directory: ResolvedPath,
    names: readonly DirectoryEntry[],
    way: PathWatch | undefined,
  ) {
    this.#servedRoot = servedRoot;
    this.#directory = directory;
    this.#names = names;
    this.#way = way;
  }

  /** How many names there are. */
  get size(): number {
    return this.#names.length;
  }

  /** Whether the way has been calm so far; once it was not, it never is again. */
  get isPathUnchanged(): boolean {
    if (this.#way?.isUnchanged() !== true) this.#way = undefined;
    return this.#way !== undefined;
  }

  /** Whether it is still the directory that was located. */
  get isSameDirectory(): boolean {
    return isVerified(this.#servedRoot, this.#directory.segments, this.#directory.stat);
  }

  /** What some of the names stand for; those that would not be served are left out. */
  readEntries(names: readonly DirectoryEntry[]): ListingEntry[] {
    const listed = this.#way === undefined ? undefined : this.#lookNow(names, false);
    return listed !== undefined && this.isPathUnchanged ? listed : this.#lookNow(names, true);
  }

  /** All entries, by name; undefined when it is not the directory that was located any more. */
  async readAll(): Promise<ListingEntry[] | undefined> {
    // Names that were read when it was not calm may be those of another directory.
    const names = this.isPathUnchanged
      ? this.#names
      : await this.#servedRoot.names.read(this.#servedRoot, this.#directory, undefined);
    if (names === undefined) return undefined;
    const entries: ListingEntry[] = [];
    for (const some of batches(names)) {
      entries.push(...this.readEntries(some));
      if (some.length === BATCH_SIZE) await setImmediate();
    }
    return this.isSameDirectory ? entries : undefined;
  }

  /**
   * The names as a listing by name has them. Only links are looked at for that; one that leads nowhere is left out, while
   * anything else may turn out not to be there, or not to be served, when it is looked at.
   */
  async sortNames(order: ListingOrder["order"]): Promise<SortedNames> {
    const areFiles = this.#names.every(({ kind }) => kind === "file");
    if (areFiles && order === "asc") return { directories: [], files: this.#names };
    const [directories, files]: [DirectoryEntry[], DirectoryEntry[]] = [[], []];
    for (const some of batches(this.#names)) {
      for (const entry of some) {
        const type = this.#typeOf(entry);
        if (type !== undefined) (type === "directory" ? directories : files).push(entry);
      }
      await setImmediate();
    }
    return order === "asc"
      ? { directories, files }
      : { directories: directories.reverse(), files: files.reverse() };
  }

  /**
   * All entries by name, directories first, some at a time: they are looked at just before they are given.
   *
   * @throws {Error} At the end when it is not the directory that was located any more.
   */
  async *readInOrder(order: ListingOrder["order"]): AsyncGenerator<ListingEntry[]> {
    const { directories, files } = await this.sortNames(order);
    for (const group of [directories, files]) {
      for (const some of batches(group)) {
        yield this.readEntries(some);
        await setImmediate();
      }
    }
    if (!this.isSameDirectory) throw new Error("the directory went away while it was listed");
  }

  #typeOf(entry: DirectoryEntry): ListingEntry["type"] | undefined {
    if (entry.kind === "symlink") return this.readEntries([entry])[0]?.type;
    return entry.kind === "directory" ? "directory" : "file";
  }

  #lookNow(names: readonly DirectoryEntry[], verify: boolean): ListingEntry[] {
    const { segments } = this.#directory;
    return names.map((entry) => readEntry(this.#servedRoot, segments, entry, verify))
      .filter((entry) => entry !== undefined);
  }
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += BATCH_SIZE) {
    yield all.slice(start, start + BATCH_SIZE);
  }
}
