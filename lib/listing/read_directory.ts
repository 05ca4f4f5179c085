import { setImmediate } from "node:timers/promises";
import { isVerified } from "../files/containment.ts";
import type { DirectoryEntry } from "../files/file_system.ts";
import { type PathWatch, watchPath } from "../files/path_watch.ts";
import type { ResolvedPath } from "../files/served_root.ts";
import type { ListingEntry, ListingOrder } from "./sort_entries.ts";
import type { ListedRoot } from "./name_cache.ts";
import { type IsVisible, readEntry, SEE_ALL } from "./read_entry.ts";

/** Number of entries read before yielding to the event loop: a few milliseconds of work. */
const BATCH_SIZE = 256;

/**
 * Lists a directory: exactly the entries that would be served.
 *
 * @returns Undefined if the directory can't be read or was replaced after it was resolved.
 */
export async function listDirectory(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
): Promise<ListingEntry[] | undefined> {
  return await (await createDirectoryReader(servedRoot, directory))?.readAll();
}

/**
 * Reads the names in a directory; the reader stats the entries later.
 *
 * @param isVisible Reports whether a path below the root may be listed.
 * @returns Undefined if the directory can't be read or was replaced after it was resolved.
 */
export async function createDirectoryReader(
  servedRoot: ListedRoot,
  directory: ResolvedPath,
  isVisible: IsVisible = SEE_ALL,
): Promise<DirectoryReader | undefined> {
  const watch = watchPath(servedRoot, directory.segments);
  // Time has passed since the path was resolved, and entries read under the watch are not verified again.
  if (!isVerified(servedRoot, directory.segments, directory.stat)) return undefined;
  const names = await servedRoot.names.read(servedRoot, directory, watch);
  return names && new DirectoryReader(servedRoot, directory, names, watch, isVisible);
}

/** The names in a directory, subdirectories and files apart, each in listing order. */
export interface SortedNames {
  readonly directories: readonly DirectoryEntry[];
  readonly files: readonly DirectoryEntry[];
}

/**
 * Reads the entries of a directory whose names are known. The directory can't be held open, so an attacker may swap
 * it, or a directory above it, for a link and back. As long as the path is unchanged, that has not happened; after
 * any change, every single entry is verified to be inside the root, which is slow.
 */
export class DirectoryReader {
  readonly #servedRoot: ListedRoot;
  readonly #directory: ResolvedPath;
  readonly #names: readonly DirectoryEntry[];
  readonly #isVisible: IsVisible;
  #watch: PathWatch | undefined;
  #hidesEntries = false;

  constructor(
    servedRoot: ListedRoot,
    directory: ResolvedPath,
    names: readonly DirectoryEntry[],
    watch: PathWatch | undefined,
    isVisible: IsVisible,
  ) {
    this.#servedRoot = servedRoot;
    this.#directory = directory;
    this.#isVisible = isVisible;
    this.#names = this.#visible(names);
    this.#watch = watch;
  }

  /** Whether some entries that were read so far are hidden from the client. */
  get hidesEntries(): boolean {
    return this.#hidesEntries;
  }

  /** The number of names. */
  get size(): number {
    return this.#names.length;
  }

  /** Whether the path has not changed since the watch began. Once false, it stays false. */
  get isPathUnchanged(): boolean {
    if (this.#watch?.isUnchanged() !== true) this.#watch = undefined;
    return this.#watch !== undefined;
  }

  /** Whether the path still leads to the directory that was resolved. */
  get isSameDirectory(): boolean {
    return isVerified(this.#servedRoot, this.#directory.segments, this.#directory.stat);
  }

  /** Reads the entries with these names, without those that would not be served. */
  readEntries(names: readonly DirectoryEntry[]): ListingEntry[] {
    const entries = this.#watch === undefined ? undefined : this.#read(names, false);
    return entries !== undefined && this.isPathUnchanged ? entries : this.#read(names, true);
  }

  /** Reads all entries, by name. Returns undefined if the directory was replaced. */
  async readAll(): Promise<ListingEntry[] | undefined> {
    // Names that were read while the path changed may be those of another directory.
    const names = this.isPathUnchanged
      ? this.#names
      : await this.#servedRoot.names.read(this.#servedRoot, this.#directory, undefined);
    if (names === undefined) return undefined;
    const entries: ListingEntry[] = [];
    for (const batch of batches(this.#visible(names))) {
      entries.push(...this.readEntries(batch));
      if (batch.length === BATCH_SIZE) await setImmediate();
    }
    return this.isSameDirectory ? entries : undefined;
  }

  /**
   * Returns the names in the order of a listing by name. Only links are resolved for this: a dangling link is left
   * out, but any other name may turn out to be gone or not served when its entry is read.
   */
  async sortNames(order: ListingOrder["order"]): Promise<SortedNames> {
    const areFiles = this.#names.every(({ kind }) => kind === "file");
    if (areFiles && order === "asc") return { directories: [], files: this.#names };
    const [directories, files]: [DirectoryEntry[], DirectoryEntry[]] = [[], []];
    for (const batch of batches(this.#names)) {
      for (const entry of batch) {
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
   * Yields all entries by name, directories first, in batches. Each batch is read just before it is yielded.
   *
   * @throws {Error} At the end, if the directory was replaced.
   */
  async *readInOrder(order: ListingOrder["order"]): AsyncGenerator<ListingEntry[]> {
    const { directories, files } = await this.sortNames(order);
    for (const group of [directories, files]) {
      for (const batch of batches(group)) {
        yield this.readEntries(batch);
        await setImmediate();
      }
    }
    if (!this.isSameDirectory) throw new Error("the directory was replaced while it was listed");
  }

  #typeOf(entry: DirectoryEntry): ListingEntry["type"] | undefined {
    if (entry.kind === "symlink") return this.readEntries([entry])[0]?.type;
    return entry.kind === "directory" ? "directory" : "file";
  }

  #visible(names: readonly DirectoryEntry[]): readonly DirectoryEntry[] {
    if (this.#isVisible === SEE_ALL) return names;
    const { segments, target } = this.#directory;
    const paths = target === segments ? [segments] : [segments, target];
    const visible = names.filter(({ name }) =>
      paths.every((path) => this.#isVisible([...path, name]))
    );
    this.#hidesEntries ||= visible.length < names.length;
    return visible;
  }

  #read(names: readonly DirectoryEntry[], verify: boolean): ListingEntry[] {
    const { segments } = this.#directory;
    return names.map((entry) =>
      readEntry(this.#servedRoot, segments, entry, verify, (target) => {
        const isVisible = this.#isVisible(target);
        this.#hidesEntries ||= !isVisible;
        return isVisible;
      })
    ).filter((entry) => entry !== undefined);
  }
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += BATCH_SIZE) {
    yield all.slice(start, start + BATCH_SIZE);
  }
}
