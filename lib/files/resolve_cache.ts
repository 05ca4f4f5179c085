import { LRUCache } from "lru-cache";
import type { CachedFile } from "./cached_file.ts";
import { DirectoryStats, emptyMap } from "./directory_stats.ts";
import { isCurrent } from "./find_file.ts";
import type { FreshnessClock } from "./freshness_clock.ts";
import { type Resolution, type ResolveOptions, resolveRequest } from "./resolve_request.ts";
import type { ServedRoot } from "./served_root.ts";

/** How many files are cached per site and worker: each takes about 2 KiB. */
const MAX_FILES = 16_384;

/**
 * A cache of resolved paths. Resolving takes five to ten system calls, checking a cached file one or two, once per
 * freshness tick. Files are cached until they or their directory change. Everything else, and files that changed just
 * now, are cached for one tick.
 */
export class ResolveCache {
  readonly #servedRoot: ServedRoot;
  readonly #options: ResolveOptions;
  readonly #clock: FreshnessClock;
  readonly #directories: DirectoryStats;
  readonly #files = new LRUCache<string, CachedFile>({ max: MAX_FILES });
  #others = new Map<string, Resolution>();
  #existing = new Map<string, boolean>();
  #tick = NaN;

  constructor(servedRoot: ServedRoot, options: ResolveOptions, clock: FreshnessClock) {
    this.#servedRoot = servedRoot;
    this.#directories = new DirectoryStats(servedRoot);
    this.#options = options;
    this.#clock = clock;
  }

  /**
   * Resolves a path as {@linkcode resolveRequest} does.
   *
   * @param path The key: unique for `segments` and `directory`.
   */
  resolve(path: string, segments: readonly string[], directory: boolean): Resolution {
    const tick = this.#now();
    const file = this.#files.get(path);
    if (file !== undefined && this.#isFresh(file, tick)) return file;
    const other = this.#others.get(path);
    if (other !== undefined) return other;
    const resolution = resolveRequest(this.#servedRoot, segments, directory, this.#options);
    this.#keep(path, resolution, tick);
    return resolution;
  }

  /** Whether there is anything at a path below the root. */
  exists(segments: readonly string[]): boolean {
    this.#now();
    const { fileSystem, root } = this.#servedRoot;
    const path = root.pathOf(segments);
    const known = this.#existing.get(path);
    if (known !== undefined) return known;
    const exists = fileSystem.exists(path);
    this.#existing.set(path, exists);
    return exists;
  }

  /** Removes a path from the cache, because its file turned out to have changed. */
  forget(path: string): void {
    this.#files.delete(path);
    this.#others.delete(path);
  }

  /** Returns the tick. A new one clears everything that is cached for one tick. */
  #now(): number {
    const tick = this.#clock();
    if (tick === this.#tick) return tick;
    this.#others = emptyMap(this.#others);
    this.#existing = emptyMap(this.#existing);
    this.#directories.clear();
    return this.#tick = tick;
  }

  #isFresh(file: CachedFile, tick: number): boolean {
    if (file.seen === tick) return true;
    if (!isCurrent(this.#servedRoot, this.#directories, file)) return false;
    file.seen = tick;
    return true;
  }

  #keep(path: string, resolution: Resolution, tick: number): void {
    this.#files.delete(path);
    if (resolution.kind !== "file") {
      this.#others.set(path, resolution);
      return;
    }
    const { segments, parentStat } = resolution;
    if (parentStat === undefined) return;
    resolution.parentStat = this.#directories.share(segments.slice(0, -1), parentStat);
    resolution.seen = tick;
    this.#files.set(path, resolution);
  }
}
