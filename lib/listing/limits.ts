/** How many directories a worker reads at the same time; whoever comes later waits. */
const MAX_READING = 4;

/** How many may wait. A client that leaves while it waits can't be told from one that stays. */
const MAX_WAITING = 32;

/** And how long, in milliseconds. */
const MAX_WAIT = 5000;

/** How many entries a worker holds for clients that are still receiving them: 200 bytes each. */
const MAX_HELD = 500_000;

/** Bounds what listings cost: a directory may be huge, and its clients many and slow. */
export class ListingLimits {
  #reading = 0;
  #held = 0;
  readonly #waiting = new Set<() => void>();

  /** @param maxWait In milliseconds. */
  constructor(readonly maxWait = MAX_WAIT) {}

  /** Reads as soon as there is room for one more; "busy" when too many wait for that already, or it takes too long. */
  async read<T>(read: () => Promise<T>): Promise<T | "busy"> {
    if (this.#reading < MAX_READING) this.#reading++;
    else if (this.#waiting.size >= MAX_WAITING || !await this.#wait()) return "busy";
    try {
      return await read();
    } finally {
      // Whoever waits longest takes this place.
      const [next] = this.#waiting;
      if (next === undefined) this.#reading--;
      else next();
    }
  }

  /** Waits for a place; false when none has become free in time. */
  #wait(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const leave = (isFree: boolean) => {
      clearTimeout(timer);
      this.#waiting.delete(enter);
      resolve(isFree);
    };
    const enter = () => leave(true);
    const timer = setTimeout(() => leave(false), this.maxWait);
    this.#waiting.add(enter);
    return promise;
  }

  /**
   * Takes entries into account until they are sent. One listing is always allowed, however long.
   *
   * @returns What to call when they are; undefined when there is no room for so many.
   */
  reserve(entries: number): (() => void) | undefined {
    if (this.#held > 0 && this.#held + entries > MAX_HELD) return undefined;
    this.#held += entries;
    return () => void (this.#held -= entries);
  }
}
