import { LRUCache } from "lru-cache";
import {
  type DirectoryEntry,
  type FileStat,
  isSameVersion,
  mtimeIsReliable,
} from "../files/file_system.ts";
import type { PathWatch } from "../files/path_watch.ts";
import { isReachableName, isServableName } from "../files/servable.ts";
import type { ResolvedPath, ServedRoot } from "../files/served_root.ts";
import { sortByName } from "./name_order.ts";

/** The memory for names in each worker, in bytes. */
const LIMIT = 24 * 1024 * 1024;

/** Approximate memory per directory and per name, in bytes, in addition to the text of the names. */
const DIRECTORY_OVERHEAD = 512;
const NAME_OVERHEAD = 80;

/** Maximum age of cached names, in milliseconds: some file systems do not update a directory's times. */
const MAX_AGE = 10_000;

/** A served root whose directories can be listed. */
export interface ListedRoot extends ServedRoot {
  /** Whether listings leave a name out; undefined if they leave out none. */
  readonly isUnlisted?: ((name: string) => boolean) | undefined;
  /** The names in its directories. */
  readonly names: NameCache;
}

interface CachedNames {
  /** Two sites may serve one directory but show different names. */
  readonly servedRoot: ListedRoot;
  readonly names: readonly DirectoryEntry[];
  /** The stat of the directory before it was read. */
  readonly stat: FileStat;
  /** When the directory was read, in milliseconds since 1970. */
  readonly time: number;
}

/**
 * Caches the names in directories, because reading them takes most of the time of a long listing. As with
 * {@linkcode watchPath}, adding or removing a name changes the directory's times.
 */
export class NameCache {
  readonly #cache: LRUCache<string, CachedNames>;
  readonly #now: () => number;

  /**
   * @param now Returns the time in milliseconds since 1970.
   * @param limit Maximum size in bytes. A directory that needs more is not cached.
   */
  constructor(now = Date.now, limit = LIMIT) {
    this.#now = now;
    this.#cache = new LRUCache({ maxSize: limit, sizeCalculation: sizeOf });
  }

  /**
   * Returns the current names in a directory that would be served, sorted by name.
   *
   * @param watch Watches the path of the directory; undefined if the path may have changed.
   * @returns Undefined if the directory can't be read.
   */
  async read(
    servedRoot: ListedRoot,
    { segments }: ResolvedPath,
    watch: PathWatch | undefined,
  ): Promise<readonly DirectoryEntry[] | undefined> {
    const path = servedRoot.root.pathOf(segments);
    const stat = servedRoot.fileSystem.stat(path);
    const time = this.#now();
    const cached = this.#cache.get(path);
    if (cached?.servedRoot === servedRoot && isCurrent(cached, stat, time)) return cached.names;
    // Free the memory before others are read.
    this.#cache.delete(path);
    const names = await readNames(servedRoot, segments);
    if (names === undefined || stat === undefined || !mtimeIsReliable(stat, time)) return names;
    const read = { servedRoot, names, stat, time };
    // Cached only if the names are those of this directory, and its times will show the next change.
    if (watch?.isUnchanged() === true && isCurrent(read, servedRoot.fileSystem.stat(path), time)) {
      this.#cache.set(path, read);
    }
    return names;
  }
}

function isCurrent(cached: CachedNames, stat: FileStat | undefined, now: number): boolean {
  return stat !== undefined && isSameVersion(cached.stat, stat) &&
    Math.abs(now - cached.time) < MAX_AGE;
}

/** Returns the approximate size in bytes; a string may use two bytes per code unit. */
function sizeOf({ names }: CachedNames, path: string): number {
  return names.reduce(
    (sum, { name }) => sum + NAME_OVERHEAD + 2 * name.length,
    DIRECTORY_OVERHEAD + 2 * path.length,
  );
}

/** Reads and sorts the names in a directory that would be served. */
async function readNames(
  { fileSystem, root, rules, isUnlisted }: ListedRoot,
  segments: readonly string[],
): Promise<DirectoryEntry[] | undefined> {
  const entries = await fileSystem.readDirectory(root.pathOf(segments));
  const names = entries?.filter(({ name, kind }) =>
    kind !== "special" && isReachableName(name) &&
    isServableName([...segments, name], rules) && isUnlisted?.(name) !== true
  );
  if (names !== undefined) sortByName(names);
  return names;
}
