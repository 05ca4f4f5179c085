import { LRUCache } from "lru-cache";
import type { Way } from "./calm.ts";
import type { Location, Territory } from "./containment.ts";
import { type DirectoryEntry, type FileStat, isSameVersion, isSettled } from "./file_system.ts";
import { sortByName } from "./name_order.ts";
import { isReachableName, isServableName } from "./names.ts";

/** How many names are kept in each worker: a hundred bytes each. */
const MAX_NAMES = 200_000;

/** What a folder costs beside its names, in names. */
const OVERHEAD = 8;

/** For how long they are, in milliseconds: there are file systems whose folders do not tell that they have changed. */
const MAX_AGE = 10_000;

/** The names in a folder that would be served. */
export class FolderNames {
  #entries: readonly DirectoryEntry[];
  #isSorted = false;

  /** @param entries In any order. */
  constructor(entries: readonly DirectoryEntry[]) {
    this.#entries = entries;
  }

  /** In no order. */
  get entries(): readonly DirectoryEntry[] {
    return this.#entries;
  }

  /** By name. */
  get sorted(): readonly DirectoryEntry[] {
    if (!this.#isSorted) {
      const entries = [...this.#entries];
      sortByName(entries);
      this.#entries = entries;
      this.#isSorted = true;
    }
    return this.#entries;
  }
}

/** Names that were read. */
interface Kept {
  readonly names: FolderNames;
  /** The state of their folder before they were read. */
  readonly folder: FileStat;
  /** When that was, in milliseconds since 1970. */
  readonly read: number;
}

/**
 * The names in folders, kept for a while: reading them takes the greater part of a long listing. Whatever comes into a
 * folder or goes sets the folder's times, as for {@linkcode watchWay}.
 */
export class NameCache {
  readonly #kept: LRUCache<string, Kept>;
  readonly #now: () => number;

  /**
   * @param now Tells the time, in milliseconds since 1970.
   * @param maxNames How many names are kept; those of a folder with more are not.
   */
  constructor(now = Date.now, maxNames = MAX_NAMES) {
    this.#now = now;
    this.#kept = new LRUCache({
      maxSize: maxNames,
      sizeCalculation: ({ names }) => names.entries.length + OVERHEAD,
    });
  }

  /**
   * The names in a folder as they are now.
   *
   * @param way The way to the folder, watched; undefined when it does not lie calm.
   * @returns Undefined when they can't be read.
   */
  async read(
    territory: Territory,
    { segments }: Location,
    way: Way | undefined,
  ): Promise<FolderNames | undefined> {
    const path = territory.root.pathOf(segments);
    const folder = territory.fileSystem.stat(path);
    const read = this.#now();
    const kept = this.#kept.get(path);
    if (kept !== undefined && folder !== undefined && isCurrent(kept, folder, read)) {
      return kept.names;
    }
    this.#kept.delete(path);
    const entries = await readNames(territory, segments);
    if (entries === undefined) return undefined;
    const names = new FolderNames(entries);
    // What was read is what lies in this folder, and a later change will show.
    if (folder !== undefined && isSettled(folder, read) && way?.isCalm() === true) {
      this.#kept.set(path, { names, folder, read });
    }
    return names;
  }
}

function isCurrent(kept: Kept, folder: FileStat, now: number): boolean {
  return isSameVersion(kept.folder, folder) && Math.abs(now - kept.read) < MAX_AGE;
}

/** Reads the names in a directory. */
async function readNames(
  { fileSystem, root, rules, isUnlisted }: Territory,
  segments: readonly string[],
): Promise<DirectoryEntry[] | undefined> {
  const found = await fileSystem.readDirectory(root.pathOf(segments));
  return found?.filter(({ name, kind }) =>
    kind !== "special" && isReachableName(name) &&
    isServableName([...segments, name], rules) && isUnlisted?.(name) !== true
  );
}
