/** A number of places for what is costly; nobody waits for one. */
export class Semaphore {
  #taken = 0;

  constructor(readonly count: number) {}

  /** Takes a place. @returns What gives it back, once, however often it is called; undefined when all are taken. */
  take(): (() => void) | undefined {
    if (this.#taken >= this.count) return undefined;
    this.#taken++;
    let isGiven = false;
    return () => {
      if (!isGiven) this.#taken--;
      isGiven = true;
    };
  }
}
