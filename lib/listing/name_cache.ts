import { LRUCache } from "lru-cache";
import type { PathWatch } from "../files/path_watch.ts";
import type { ResolvedPath, ServedRoot } from "../files/served_root.ts";
import {
  type DirectoryEntry,
  type FileStat,
  isSameVersion,
  mtimeIsReliable,
} from "../files/file_system.ts";
import { sortByName } from "./name_order.ts";
import { isReachableName, isServableName } from "../files/servable.ts";

/** The memory for names in each worker, in bytes. */
const LIMIT = 24 * 1024 * 1024;

/** What a folder costs beside its names, and a name beside its text, roughly, in bytes. */
const FOLDER_OVERHEAD = 512;
const NAME_OVERHEAD = 80;

/** For how long names count, in milliseconds: there are file systems whose folders do not tell that they have changed. */
const MAX_AGE = 10_000;

/** A served root whose directories are listed. */
export interface ListedRoot extends ServedRoot {
  /** Names that listings leave out; undefined for none. */
  readonly isUnlisted?: ((name: string) => boolean) | undefined;
  /** The names in its directories. */
  readonly names: NameCache;
}

/** Names that were read. */
interface Kept {
  /** Sites may have one folder, but show other names of it. */
  readonly servedRoot: ListedRoot;
  readonly names: readonly DirectoryEntry[];
  /** The state of their folder before they were read. */
  readonly folder: FileStat;
  /** When that was, in milliseconds since 1970. */
  readonly read: number;
}

/**
 * The names in folders, kept for a while: reading them takes the greater part of a long listing. Whatever comes into a
 * folder or goes sets the folder's times, as for {@linkcode watchPath}.
 */
export class NameCache {
  readonly #kept: LRUCache<string, Kept>;
  readonly #now: () => number;

  /**
   * @param now Tells the time, in milliseconds since 1970.
   * @param limit In bytes; a folder that needs more is not kept.
   */
  constructor(now = Date.now, limit = LIMIT) {
    this.#now = now;
    this.#kept = new LRUCache({ maxSize: limit, sizeCalculation: sizeOf });
  }

  /**
   * The names in a folder that would be served, as they are now, by name.
   *
   * @param way The way to the folder, watched; undefined when it does not lie calm.
   * @returns Undefined when they can't be read.
   */
  async read(
    servedRoot: ListedRoot,
    { segments }: ResolvedPath,
    way: PathWatch | undefined,
  ): Promise<readonly DirectoryEntry[] | undefined> {
    const path = servedRoot.root.pathOf(segments);
    const folder = servedRoot.fileSystem.stat(path);
    const now = this.#now();
    return this.#find(servedRoot, path, folder, now) ??
      await this.#readAnew(servedRoot, segments, way, folder, now);
  }

  /** Those that are kept, if they are current; else they are forgotten before others are read. */
  #find(
    servedRoot: ListedRoot,
    path: string,
    folder: FileStat | undefined,
    now: number,
  ): readonly DirectoryEntry[] | undefined {
    const kept = this.#kept.get(path);
    if (kept?.servedRoot === servedRoot && isCurrent(kept, folder, now)) return kept.names;
    this.#kept.delete(path);
    return undefined;
  }

  /** @param folder Its state before, at `now`. */
  async #readAnew(
    servedRoot: ListedRoot,
    segments: readonly string[],
    way: PathWatch | undefined,
    folder: FileStat | undefined,
    now: number,
  ): Promise<readonly DirectoryEntry[] | undefined> {
    const names = await readNames(servedRoot, segments);
    if (names === undefined || folder === undefined || !mtimeIsReliable(folder, now)) return names;
    // What was read lies in this folder, as far as the way there is watched, and a later change will show.
    const path = servedRoot.root.pathOf(segments);
    const kept = { servedRoot, names, folder, read: now };
    if (way?.isUnchanged() === true && isCurrent(kept, servedRoot.fileSystem.stat(path), now)) {
      this.#kept.set(path, kept);
    }
    return names;
  }
}

function isCurrent(kept: Kept, folder: FileStat | undefined, now: number): boolean {
  return folder !== undefined && isSameVersion(kept.folder, folder) &&
    Math.abs(now - kept.read) < MAX_AGE;
}

/** In bytes, roughly; a text may have two for each code unit. */
function sizeOf({ names }: Kept, path: string): number {
  return names.reduce(
    (sum, { name }) => sum + NAME_OVERHEAD + 2 * name.length,
    FOLDER_OVERHEAD + 2 * path.length,
  );
}

/** Reads the names in a directory, and sorts them. */
async function readNames(
  { fileSystem, root, rules, isUnlisted }: ListedRoot,
  segments: readonly string[],
): Promise<DirectoryEntry[] | undefined> {
  const found = await fileSystem.readDirectory(root.pathOf(segments));
  const names = found?.filter(({ name, kind }) =>
    kind !== "special" && isReachableName(name) &&
    isServableName([...segments, name], rules) && isUnlisted?.(name) !== true
  );
  if (names !== undefined) sortByName(names);
  return names;
}
