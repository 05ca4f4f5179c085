/** Number of directories that a worker reads at the same time; further requests wait. */
const MAX_READING = 4;

/** Number of requests that may wait. A client that disconnects while it waits can't be detected. */
const MAX_WAITING = 32;

/** How long a request may wait, in milliseconds. */
const MAX_WAIT = 5000;

/** Number of entries that a worker holds for clients that are still receiving them, at 200 bytes each. */
const MAX_RESERVED = 500_000;

/** Bounds the cost of listings: a directory may be huge, and its clients many and slow. */
export class ListingLimits {
  #reading = 0;
  #reserved = 0;
  readonly #waiting = new Set<() => void>();

  /** @param maxWait How long a request may wait, in milliseconds. */
  constructor(readonly maxWait = MAX_WAIT) {}

  /** Runs `read` as soon as a slot is free. Returns "busy" if too many requests wait already or the wait times out. */
  async read<T>(read: () => Promise<T>): Promise<T | "busy"> {
    if (this.#reading < MAX_READING) this.#reading++;
    else if (this.#waiting.size >= MAX_WAITING || !await this.#wait()) return "busy";
    try {
      return await read();
    } finally {
      // The request that has waited longest gets the slot.
      const [next] = this.#waiting;
      if (next === undefined) this.#reading--;
      else next();
    }
  }

  /** Waits for a slot. Resolves to false on timeout. */
  #wait(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const settle = (isFree: boolean) => {
      clearTimeout(timer);
      this.#waiting.delete(enter);
      resolve(isFree);
    };
    const enter = () => settle(true);
    const timer = setTimeout(() => settle(false), this.maxWait);
    this.#waiting.add(enter);
    return promise;
  }

  /**
   * Reserves memory for entries until they are sent. A single listing is always allowed, however long.
   *
   * @returns A function that releases the memory; undefined if too much is reserved already.
   */
  reserve(entries: number): (() => void) | undefined {
    if (this.#reserved > 0 && this.#reserved + entries > MAX_RESERVED) return undefined;
    this.#reserved += entries;
    return () => void (this.#reserved -= entries);
  }
}
