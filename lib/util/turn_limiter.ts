import { setImmediate } from "node:timers";

/** Limits how many operations start per turn of the event loop. The others wait, in order, for later turns. */
export class TurnLimiter {
  readonly #waiting: (() => void)[] = [];
  #started = 0;

  /** @param limit Operations per turn. */
  constructor(readonly limit: number) {}

  /** Returns undefined if the caller may start now, or a promise that resolves when it may. */
  pass(): Promise<void> | undefined {
    if (this.#started === 0) setImmediate(() => this.#onTurn());
    if (this.#started === this.limit) {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    this.#started++;
    return undefined;
  }

  #onTurn(): void {
    const next = this.#waiting.splice(0, this.limit);
    this.#started = next.length;
    if (next.length > 0) setImmediate(() => this.#onTurn());
    for (const start of next) start();
  }
}
