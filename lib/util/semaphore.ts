/** A counting semaphore that never waits: acquiring fails if all permits are taken. */
export class Semaphore {
  #acquired = 0;

  /** @param permits How many may be held at a time. */
  constructor(readonly permits: number) {}

  /**
   * Acquires a permit.
   *
   * @returns A function that releases the permit (calling it again has no effect); undefined if none is free.
   */
  tryAcquire(): (() => void) | undefined {
    if (this.#acquired >= this.permits) return undefined;
    this.#acquired++;
    let isReleased = false;
    return () => {
      if (!isReleased) this.#acquired--;
      isReleased = true;
    };
  }
}
