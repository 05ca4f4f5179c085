/** How long the files must be quiet before changes are reported, in milliseconds. */
const QUIET = 60;

/** The longest time that a change is held back, in milliseconds. */
const MAX_DELAY = 500;

/** Collects changes until the files are quiet: programs write several files, and each of them in several steps. */
export class Debounce {
  #paths = new Set<string>();
  #first = 0;
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onQuiet Receives the changed paths and the time of the last change in milliseconds since 1970. */
  constructor(readonly onQuiet: (paths: ReadonlySet<string>, at: number) => void) {}

  add(path: string): void {
    this.#last = Date.now();
    if (this.#paths.size === 0) this.#first = this.#last;
    this.#paths.add(path);
    clearTimeout(this.#timer);
    const delay = Math.min(QUIET, Math.max(0, this.#first + MAX_DELAY - this.#last));
    this.#timer = setTimeout(() => this.#flush(), delay);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#paths.clear();
  }

  #flush(): void {
    const paths = this.#paths;
    this.#paths = new Set();
    this.onQuiet(paths, this.#last);
  }
}
