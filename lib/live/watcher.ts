import { type Change, createChange } from "./change.ts";
import { Debounce } from "./debounce.ts";
import { identify, realPath, relative } from "./paths.ts";
import { changedPaths, type Snapshot, takeSnapshot } from "./snapshot.ts";

/** Options of {@linkcode Watcher}. */
export interface WatcherOptions {
  /** The absolute path of the directory, with slashes. */
  readonly root: string;
  /** Whether a path below the root, with slashes, is served. */
  readonly isServed: (path: string) => boolean;
  readonly onChange: (change: Change) => void;
  /** Reports a line to the operator. */
  readonly report: (text: string) => void;
  /** Watches a path for file events. @throws If the system can't. */
  readonly watch?: (path: string) => FileEvents;
}

type FileEvents = AsyncIterable<Deno.FsEvent> & Disposable;

/** How changes are detected. Probing uses file events and polling, until it is known whether events arrive. */
export type WatchMode = "probing" | "events" | "polling";

/** Minimum interval between polls, in milliseconds. */
const INTERVAL = 1000;

/** A poll may take one part in this many of the time. */
const TIME_SHARE = 20;

/** How long after a change its event may arrive, in milliseconds. */
const EVENT_DELAY = 500;

/** Temporary files of editors and browsers. */
const TEMPORARY = /~$|^4913$|\.(?:swp|swx|tmp|crdownload)$/;

/**
 * Watches a directory tree. File events do not arrive everywhere, for example from network mounts or across the border
 * of a virtual machine. So the tree is polled as well, until an event has arrived for a change that polling detected.
 * If a change produces no event, polling continues for good.
 */
export class Watcher {
  readonly #debounce: Debounce;
  #mode: WatchMode = "probing";
  #events: FileEvents | undefined;
  /** Paths for which an event has arrived since the last poll without changes. */
  readonly #eventPaths = new Set<string>();
  #snapshot: Snapshot | undefined;
  #identity: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(readonly options: WatcherOptions) {
    this.#debounce = new Debounce((paths, at) => options.onChange(createChange(paths, at)));
  }

  get mode(): WatchMode {
    return this.#mode;
  }

  async start(): Promise<void> {
    this.#identity = identify(this.options.root);
    this.#subscribe();
    this.#snapshot = await this.#takeSnapshot();
    this.#schedule(INTERVAL);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#debounce.stop();
    this.#events?.[Symbol.dispose]();
  }

  #isWatched = (path: string): boolean => {
    return !TEMPORARY.test(path.slice(path.lastIndexOf("/") + 1)) && this.options.isServed(path);
  };

  #takeSnapshot(): Promise<Snapshot> {
    return takeSnapshot(this.options.root, this.#isWatched);
  }

  #subscribe(): void {
    const { root, watch = Deno.watchFs } = this.options;
    try {
      this.#events = watch(root);
      this.#readEvents(this.#events);
    } catch (error) {
      const reason = error instanceof Error ? error.message : `${error}`;
      this.#fallBackToPolling(`can't watch the folder for changes: ${reason}`);
    }
  }

  async #readEvents(events: FileEvents): Promise<void> {
    const roots = [this.options.root, realPath(this.options.root)];
    try {
      for await (const event of events) {
        if (event.kind === "access") continue;
        for (const absolute of event.paths) {
          const path = relative(absolute, roots);
          if (path === undefined || !this.#isWatched(path)) continue;
          this.#eventPaths.add(path);
          this.#debounce.add(path);
        }
      }
    } catch {
      // The next poll detects that no events arrive.
    }
  }

  #fallBackToPolling(reason: string): void {
    this.#mode = "polling";
    this.#events?.[Symbol.dispose]();
    this.#events = undefined;
    this.options.report(`${reason} (polling it about once a second instead)`);
  }

  #schedule(delay: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => this.#tick(), delay);
  }

  async #tick(): Promise<void> {
    await this.#followRoot();
    if (this.#isStopped) return;
    let duration = 0;
    if (this.#mode !== "events") {
      const start = performance.now();
      const next = await this.#takeSnapshot();
      duration = performance.now() - start;
      await this.#compare(next);
    }
    this.#schedule(Math.max(INTERVAL, duration * TIME_SHARE));
  }

  /** Watches the root again if it was replaced, as build tools do: events are bound to the old directory. */
  async #followRoot(): Promise<void> {
    const identity = identify(this.options.root);
    if (identity === this.#identity || identity === undefined) return;
    this.#identity = identity;
    if (this.#mode !== "polling") {
      this.#events?.[Symbol.dispose]();
      // The runtime ends a watch with a delay, and would end a new watch of the same path along with it.
      await new Promise((resolve) => setTimeout(resolve, EVENT_DELAY));
      if (this.#isStopped) return;
      this.#subscribe();
      // The new directory may be on another file system, so probe again.
      this.#mode = this.#events === undefined ? "polling" : "probing";
      this.#snapshot = await this.#takeSnapshot();
    }
    this.#debounce.add("");
  }

  async #compare(next: Snapshot): Promise<void> {
    const changed = changedPaths(this.#snapshot ?? next, next);
    this.#snapshot = next;
    if (changed.length === 0) {
      this.#eventPaths.clear();
      return;
    }
    if (this.#mode === "probing" && !this.#hasEventFor(changed)) {
      await new Promise((resolve) => setTimeout(resolve, EVENT_DELAY));
      if (this.#isStopped) return;
    }
    if (this.#mode === "probing" && this.#hasEventFor(changed)) {
      this.#mode = "events";
      this.#snapshot = undefined;
      this.#eventPaths.clear();
      return;
    }
    if (this.#mode === "probing") {
      this.#fallBackToPolling("the folder's file system reports no changes");
    }
    for (const path of changed) this.#debounce.add(path);
  }

  #hasEventFor(paths: readonly string[]): boolean {
    return paths.some((path) => this.#eventPaths.has(path));
  }
}
