/** How long it has to be quiet, in milliseconds, and how long changes are held back at most. */
const QUIET = 60;
const LONGEST = 500;

/** Collects what changes until it is quiet: programs write several files, and each in several steps. */
export class Debounce {
  readonly #onQuiet: (paths: ReadonlySet<string>, at: number) => void;
  #paths = new Set<string>();
  #first = 0;
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onQuiet Told what has changed, and when the last of it did, in milliseconds since 1970. */
  constructor(onQuiet: (paths: ReadonlySet<string>, at: number) => void) {
    this.#onQuiet = onQuiet;
  }

  add(path: string): void {
    this.#last = Date.now();
    if (this.#paths.size === 0) this.#first = this.#last;
    this.#paths.add(path);
    clearTimeout(this.#timer);
    const delay = Math.min(QUIET, Math.max(0, this.#first + LONGEST - this.#last));
    this.#timer = setTimeout(() => this.#tell(), delay);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#paths.clear();
  }

  #tell(): void {
    const paths = this.#paths;
    this.#paths = new Set();
    this.#onQuiet(paths, this.#last);
  }
}
