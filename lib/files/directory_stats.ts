import { LRUCache } from "lru-cache";
import { type FileStat, isSameVersion } from "./file_system.ts";
import type { ServedRoot } from "./served_root.ts";

/** How many stats of parent directories are shared among files. */
const MAX_SHARED = 1024;

/**
 * Returns an empty map. A cleared map keeps references from its old entries to its new ones, so that all of them stay in
 * memory until the next full garbage collection, which then comes earlier.
 */
export function emptyMap<Key, Value>(map: Map<Key, Value>): Map<Key, Value> {
  return map.size === 0 ? map : new Map();
}

/** Stats of the directories above served files, read once per freshness tick. */
export class DirectoryStats {
  readonly #servedRoot: ServedRoot;
  #stats = new Map<string, FileStat | undefined>();
  readonly #shared = new LRUCache<string, FileStat>({ max: MAX_SHARED });

  constructor(servedRoot: ServedRoot) {
    this.#servedRoot = servedRoot;
  }

  /** Begins a new tick. */
  clear(): void {
    this.#stats = emptyMap(this.#stats);
  }

  /**
   * Returns the stat of a directory that is reached from the root without symlinks. It is then inside the root, and so
   * is every entry that is not a symlink.
   *
   * @returns Undefined if it is not a directory, or a symlink leads to it.
   */
  stat(segments: readonly string[]): FileStat | undefined {
    const path = this.#servedRoot.root.pathOf(segments);
    if (this.#stats.has(path)) return this.#stats.get(path);
    const stat = this.#statNow(path, segments);
    this.#stats.set(path, stat);
    return stat;
  }

  /** Returns a stat equal to `stat`: the same object for all files in a directory, to save memory. */
  share(segments: readonly string[], stat: FileStat): FileStat {
    const path = this.#servedRoot.root.pathOf(segments);
    const known = this.#shared.get(path);
    if (known !== undefined && isSameVersion(known, stat)) return known;
    this.#shared.set(path, stat);
    return stat;
  }

  #statNow(path: string, segments: readonly string[]): FileStat | undefined {
    const { fileSystem } = this.#servedRoot;
    // Only the root itself may be a symlink.
    if (segments.length === 0) return fileSystem.stat(path);
    if (this.stat(segments.slice(0, -1)) === undefined) return undefined;
    const stat = fileSystem.lstat(path);
    return stat?.kind === "directory" ? stat : undefined;
  }
}
