import { type Change, createChange } from "./change.ts";
import { Debounce } from "./debounce.ts";
import { differences, type Snapshot, takeSnapshot } from "./snapshot.ts";

/** What a watcher is told. */
export interface WatcherOptions {
  /** The folder, absolute, with slashes. */
  readonly root: string;
  /** Whether a path below the root, with slashes, is one that is served. */
  readonly isServed: (path: string) => boolean;
  readonly onChange: (change: Change) => void;
  /** Takes a line for the operator. */
  readonly report: (text: string) => void;
  /** Tells of changes as the system does. @throws When it can't. */
  readonly watch?: (path: string) => AsyncIterable<Deno.FsEvent> & Disposable;
}

/** How often the tree is looked at, in milliseconds, at most; and how much of the time that may take, one part in. */
const INTERVAL = 1000;
const SHARE = 20;

/** How long after a change its event may come, in milliseconds. */
const LATENESS = 500;

/** What editors write for themselves. */
const BESIDE = /~$|^4913$|\.(?:swp|swx|tmp|crdownload)$/;

/**
 * Watches a folder. File events do not arrive everywhere: not from network mounts, nor across a virtual machine's
 * border. So until an event has come for a change that was also seen by looking, the tree is looked at too; and when
 * there was a change without an event, that is how it stays.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #debounce: Debounce;
  #mode: "unproven" | "events" | "looking" = "unproven";
  #events: (AsyncIterable<Deno.FsEvent> & Disposable) | undefined;
  /** When an event came last for a path. */
  readonly #heard = new Map<string, number>();
  #snapshot: Snapshot | undefined;
  #identity: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#debounce = new Debounce((paths, at) => options.onChange(createChange(paths, at)));
  }

  /** How changes are seen. */
  get mode(): "unproven" | "events" | "looking" {
    return this.#mode;
  }

  async start(): Promise<void> {
    this.#identity = identify(this.#options.root);
    this.#listen();
    this.#snapshot = await this.#look();
    this.#schedule(INTERVAL);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#debounce.stop();
    this.#events?.[Symbol.dispose]();
  }

  #isWatched = (path: string): boolean => {
    return !BESIDE.test(path.slice(path.lastIndexOf("/") + 1)) && this.#options.isServed(path);
  };

  #look(): Promise<Snapshot> {
    return takeSnapshot(this.#options.root, this.#isWatched);
  }

  #listen(): void {
    const { root, watch = Deno.watchFs } = this.#options;
    try {
      this.#events = watch(root);
      this.#hear(this.#events);
    } catch (error) {
      const reason = error instanceof Error ? error.message : `${error}`;
      this.#giveUpEvents(`the system can't tell of changes in the folder: ${reason}`);
    }
  }

  async #hear(events: AsyncIterable<Deno.FsEvent>): Promise<void> {
    const roots = [this.#options.root, realPath(this.#options.root)];
    try {
      for await (const event of events) {
        if (event.kind === "access") continue;
        for (const path of event.paths) {
          const below = relative(path, roots);
          if (below === undefined || !this.#isWatched(below)) continue;
          this.#heard.set(below, Date.now());
          this.#debounce.add(below);
        }
      }
    } catch {
      // It is looked at instead, from the next time on.
    }
  }

  #giveUpEvents(reason: string): void {
    this.#mode = "looking";
    this.#events?.[Symbol.dispose]();
    this.#events = undefined;
    this.#options.report(`${reason} (it is looked at every second or so instead)`);
  }

  #schedule(delay: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#tick(), delay);
  }

  async #tick(): Promise<void> {
    await this.#followRoot();
    if (this.#stopped) return;
    let cost = 0;
    if (this.#mode !== "events") {
      const start = performance.now();
      const next = await this.#look();
      cost = performance.now() - start;
      await this.#compare(next);
    }
    this.#schedule(Math.max(INTERVAL, cost * SHARE));
  }

  /** A folder that was made anew, as builds do, is another one to the system. */
  async #followRoot(): Promise<void> {
    const identity = identify(this.#options.root);
    if (identity === this.#identity || identity === undefined) return;
    this.#identity = identity;
    if (this.#mode !== "looking") {
      this.#events?.[Symbol.dispose]();
      // The runtime ends a watch later, and then that of another one for the same path.
      await new Promise((resolve) => setTimeout(resolve, LATENESS));
      if (this.#stopped) return;
      this.#listen();
      // Whether events come for the new one is to be seen.
      this.#mode = this.#events === undefined ? "looking" : "unproven";
      this.#snapshot = await this.#look();
    }
    this.#debounce.add("");
  }

  async #compare(next: Snapshot): Promise<void> {
    const changed = differences(this.#snapshot ?? next, next);
    this.#snapshot = next;
    if (changed.length === 0) {
      this.#heard.clear();
      return;
    }
    if (this.#mode === "unproven" && !this.#isHeard(changed)) {
      await new Promise((resolve) => setTimeout(resolve, LATENESS));
      if (this.#stopped) return;
    }
    if (this.#mode === "unproven" && this.#isHeard(changed)) {
      this.#mode = "events";
      this.#snapshot = undefined;
      this.#heard.clear();
      return;
    }
    if (this.#mode === "unproven") this.#giveUpEvents("changes in the folder make no events");
    for (const path of changed) this.#debounce.add(path);
  }

  /** Whether an event came for one of them, or for a folder that it is in. */
  #isHeard(paths: readonly string[]): boolean {
    return paths.some((path) => this.#heard.has(path));
  }
}

function relative(path: string, roots: readonly string[]): string | undefined {
  const slashed = Deno.build.os === "windows" ? path.replaceAll("\\", "/") : path;
  for (const root of roots) {
    if (slashed.startsWith(`${root}/`)) return slashed.slice(root.length + 1);
  }
  return undefined;
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path).replaceAll("\\", Deno.build.os === "windows" ? "/" : "\\");
  } catch {
    return path;
  }
}

function identify(path: string): string | undefined {
  try {
    // The number of an inode is given to the next one as soon as it is free.
    const { dev, ino, birthtime } = Deno.statSync(path);
    return `${dev}:${ino}:${birthtime?.getTime()}`;
  } catch {
    return undefined;
  }
}
