import { LRUCache } from "lru-cache";
import type { ServedRoot } from "./served_root.ts";
import { DirectoryStats, emptyMap } from "./directory_stats.ts";
import type { FreshnessClock } from "./freshness_clock.ts";
import { type Resolution, type ResolveOptions, resolveRequest } from "./resolve.ts";
import { isCurrent } from "./resource.ts";

/** How many files of a site are known in each worker: each costs about 2 KiB. */
const MAX_KNOWN = 16_384;

/** A file that was found before. */
interface Known {
  readonly resolution: Extract<Resolution, { readonly kind: "file" }>;
  /** The moment when it was seen last. */
  seen: number;
}

/**
 * What paths stand for, remembered: for files until they or their folder change, which one look at each in a
 * moment tells; for all else, and for what has changed just now, within a moment.
 */
export class ResolveCache {
  readonly #servedRoot: ServedRoot;
  readonly #options: ResolveOptions;
  readonly #clock: FreshnessClock;
  readonly #known = new LRUCache<string, Known>({ max: MAX_KNOWN });
  #brief = new Map<string, Resolution>();
  #there = new Map<string, boolean>();
  readonly #folders: DirectoryStats;
  #moment = NaN;

  constructor(servedRoot: ServedRoot, options: ResolveOptions, clock: FreshnessClock) {
    this.#servedRoot = servedRoot;
    this.#folders = new DirectoryStats(servedRoot);
    this.#options = options;
    this.#clock = clock;
  }

  /**
   * What a path stands for, as {@linkcode resolveRequest} tells.
   *
   * @param path Another one for each pair of segments and `directory`.
   */
  resolve(path: string, segments: readonly string[], directory: boolean): Resolution {
    const moment = this.#now();
    const known = this.#known.get(path);
    if (known !== undefined && this.#isFresh(known, moment)) return known.resolution;
    const brief = this.#brief.get(path);
    if (brief !== undefined) return brief;
    const resolution = resolveRequest(this.#servedRoot, segments, directory, this.#options);
    return this.#remember(path, resolution, moment);
  }

  /** Whether these segments below the root lead to anything. */
  exists(segments: readonly string[]): boolean {
    this.#now();
    const { fileSystem, root } = this.#servedRoot;
    const path = root.pathOf(segments);
    const before = this.#there.get(path);
    if (before !== undefined) return before;
    const isThere = fileSystem.exists(path);
    this.#there.set(path, isThere);
    return isThere;
  }

  /** Forgets a path: what it stands for has turned out to be otherwise. */
  forget(path: string): void {
    this.#known.delete(path);
    this.#brief.delete(path);
  }

  #now(): number {
    const moment = this.#clock();
    if (moment === this.#moment) return moment;
    this.#brief = emptyMap(this.#brief);
    this.#there = emptyMap(this.#there);
    this.#folders.forget();
    return this.#moment = moment;
  }

  #isFresh(known: Known, moment: number): boolean {
    if (known.seen === moment) return true;
    if (!isCurrent(this.#servedRoot, this.#folders, known.resolution.resource)) return false;
    known.seen = moment;
    return true;
  }

  /** Gives what is remembered. */
  #remember(path: string, resolution: Resolution, moment: number): Resolution {
    this.#known.delete(path);
    if (resolution.kind !== "file") {
      this.#brief.set(path, resolution);
      return resolution;
    }
    const { segments, folder } = resolution.resource;
    if (folder === undefined) return resolution;
    const shared = this.#folders.share(segments.slice(0, -1), folder);
    const resource = { ...resolution.resource, folder: shared };
    const kept = { kind: "file", resource } as const;
    this.#known.set(path, { resolution: kept, seen: moment });
    return kept;
  }
}
