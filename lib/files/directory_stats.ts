import { LRUCache } from "lru-cache";
import type { ServedRoot } from "./served_root.ts";
import { type FileStat, isSameVersion } from "./file_system.ts";

/** How many folders have one state for all files in them. */
const MAX_SHARED = 1024;

/**
 * A map without entries. One that is cleared leads from what it held to what it will hold, so that all of that stays
 * in memory until the next full garbage collection, which comes the sooner.
 */
export function emptyMap<Key, Value>(map: Map<Key, Value>): Map<Key, Value> {
  return map.size === 0 ? map : new Map();
}

/** The folders on the way to what is served, each looked at once in a moment. */
export class DirectoryStats {
  readonly #servedRoot: ServedRoot;
  #seen = new Map<string, FileStat | undefined>();
  readonly #shared = new LRUCache<string, FileStat>({ max: MAX_SHARED });

  constructor(servedRoot: ServedRoot) {
    this.#servedRoot = servedRoot;
  }

  /** Begins another moment. */
  forget(): void {
    this.#seen = emptyMap(this.#seen);
  }

  /**
   * The state of the folder at these segments, when no link is on the way from the root to it: then it lies inside,
   * and so does what is in it and no link.
   *
   * @returns Undefined when there is a link, or no folder.
   */
  look(segments: readonly string[]): FileStat | undefined {
    const path = this.#servedRoot.root.pathOf(segments);
    if (this.#seen.has(path)) return this.#seen.get(path);
    const stat = this.#lookNow(path, segments);
    this.#seen.set(path, stat);
    return stat;
  }

  /** A folder's state, as one object for all who keep the same one: many files lie in one folder. */
  share(segments: readonly string[], stat: FileStat): FileStat {
    const path = this.#servedRoot.root.pathOf(segments);
    const before = this.#shared.get(path);
    if (before !== undefined && isSameVersion(before, stat)) return before;
    this.#shared.set(path, stat);
    return stat;
  }

  #lookNow(path: string, segments: readonly string[]): FileStat | undefined {
    const { fileSystem } = this.#servedRoot;
    // The root alone may be named by a link.
    if (segments.length === 0) return fileSystem.stat(path);
    if (this.look(segments.slice(0, -1)) === undefined) return undefined;
    const stat = fileSystem.lstat(path);
    return stat?.kind === "directory" ? stat : undefined;
  }
}
