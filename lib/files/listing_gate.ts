/** How many directories a worker reads at the same time; whoever comes later waits. */
const MAX_READING = 4;

/** How many may wait. A client that leaves while it waits can't be told from one that stays. */
const MAX_WAITING = 32;

/** How many entries a worker holds for clients that are still receiving them: 200 bytes each. */
const MAX_HELD = 500_000;

/** Bounds what listings cost: a directory may be huge, and its clients many and slow. */
export class ListingGate {
  #reading = 0;
  #held = 0;
  readonly #waiting: (() => void)[] = [];

  /** Reads as soon as there is room for one more; "busy" when too many wait for that already. */
  async read<T>(read: () => Promise<T>): Promise<T | "busy"> {
    if (this.#waiting.length >= MAX_WAITING) return "busy";
    if (this.#reading >= MAX_READING) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#reading++;
    }
    try {
      return await read();
    } finally {
      // Whoever waits longest takes this place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#reading--;
      else next();
    }
  }

  /**
   * Takes entries into account until they are sent. One listing is always allowed, however long.
   *
   * @returns What to call when they are; undefined when there is no room for so many.
   */
  hold(entries: number): (() => void) | undefined {
    if (this.#held > 0 && this.#held + entries > MAX_HELD) return undefined;
    this.#held += entries;
    return () => void (this.#held -= entries);
  }
}
