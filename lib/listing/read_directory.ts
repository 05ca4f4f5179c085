import { setImmediate } from "node:timers/promises";
import { type PathWatch, watchPath } from "../files/path_watch.ts";
import { isVerified } from "../files/containment.ts";
import { type ResolvedPath } from "../files/served_root.ts";
import { type ListedRoot } from "./name_cache.ts";
import type { DirectoryEntry } from "../files/file_system.ts";
import type { ListingEntry, ListingOrder } from "./entries.ts";
import { readEntry } from "./read_entry.ts";

/** How many entries are looked at before others get their turn: a few milliseconds' worth. */
const TURN = 256;

/**
 * Reads a directory: what of it would be served, and nothing else.
 *
 * @returns Undefined when the directory can't be read, or is not the one that was located any more.
 */
export async function readListing(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
): Promise<ListingEntry[] | undefined> {
  return await (await readFolder(servedRoot, directory))?.lookAtAll();
}

/** Reads the names in a directory; what they stand for is looked at afterwards. */
export async function readFolder(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
): Promise<FolderReading | undefined> {
  const way = watchPath(servedRoot, directory.segments);
  // It may have been located some time ago, and what is looked at by a calm way is proven by nothing else.
  if (!isVerified(servedRoot, directory.segments, directory.stat)) return undefined;
  const names = await servedRoot.names.read(servedRoot, directory, way);
  return names && new FolderReading(servedRoot, directory, names, way);
}

/** The names in a directory, folders apart, each group in order. */
export interface SortedNames {
  readonly folders: readonly DirectoryEntry[];
  readonly files: readonly DirectoryEntry[];
}

/**
 * A directory whose names were read. It can't be held open, so somebody may swap it, or a folder above, for a link, and
 * back. As long as the way to it lies calm nobody has; else each entry is proven to lie inside the root by itself, which
 * is slow.
 */
export class FolderReading {
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
  get isCalm(): boolean {
    if (this.#way?.isUnchanged() !== true) this.#way = undefined;
    return this.#way !== undefined;
  }

  /** Whether it is still the directory that was located. */
  get isThere(): boolean {
    return isVerified(this.#servedRoot, this.#directory.segments, this.#directory.stat);
  }

  /** What some of the names stand for; those that would not be served are left out. */
  look(names: readonly DirectoryEntry[]): ListingEntry[] {
    const listed = this.#way === undefined ? undefined : this.#lookNow(names, false);
    return listed !== undefined && this.isCalm ? listed : this.#lookNow(names, true);
  }

  /** All entries, by name; undefined when it is not the directory that was located any more. */
  async lookAtAll(): Promise<ListingEntry[] | undefined> {
    // Names that were read when it was not calm may be those of another directory.
    const names = this.isCalm
      ? this.#names
      : await this.#servedRoot.names.read(this.#servedRoot, this.#directory, undefined);
    if (names === undefined) return undefined;
    const entries: ListingEntry[] = [];
    for (const some of inTurns(names)) {
      entries.push(...this.look(some));
      if (some.length === TURN) await setImmediate();
    }
    return this.isThere ? entries : undefined;
  }

  /**
   * The names as a listing by name has them. Only links are looked at for that; one that leads nowhere is left out, while
   * anything else may turn out not to be there, or not to be served, when it is looked at.
   */
  async sorted(order: ListingOrder["order"]): Promise<SortedNames> {
    const areFiles = this.#names.every(({ kind }) => kind === "file");
    if (areFiles && order === "asc") return { folders: [], files: this.#names };
    const [folders, files]: [DirectoryEntry[], DirectoryEntry[]] = [[], []];
    for (const some of inTurns(this.#names)) {
      for (const entry of some) {
        const type = this.#typeOf(entry);
        if (type !== undefined) (type === "directory" ? folders : files).push(entry);
      }
      await setImmediate();
    }
    return order === "asc"
      ? { folders, files }
      : { folders: folders.reverse(), files: files.reverse() };
  }

  /**
   * All entries by name, directories first, some at a time: they are looked at just before they are given.
   *
   * @throws {Error} At the end when it is not the directory that was located any more.
   */
  async *inOrder(order: ListingOrder["order"]): AsyncGenerator<ListingEntry[]> {
    const { folders, files } = await this.sorted(order);
    for (const group of [folders, files]) {
      for (const some of inTurns(group)) {
        yield this.look(some);
        await setImmediate();
      }
    }
    if (!this.isThere) throw new Error("the directory went away while it was listed");
  }

  #typeOf(entry: DirectoryEntry): ListingEntry["type"] | undefined {
    if (entry.kind === "symlink") return this.look([entry])[0]?.type;
    return entry.kind === "directory" ? "directory" : "file";
  }

  #lookNow(names: readonly DirectoryEntry[], verify: boolean): ListingEntry[] {
    const { segments } = this.#directory;
    return names.map((entry) => readEntry(this.#servedRoot, segments, entry, verify))
      .filter((entry) => entry !== undefined);
  }
}

function* inTurns<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += TURN) yield all.slice(start, start + TURN);
}
