import { setImmediate } from "node:timers";

/** Lets so many through in each turn of the event loop; who comes later waits, and goes through in order. */
export class TurnLimiter {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #passed = 0;

  /** @param most How many go through in one turn. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Goes through, now or when what is returned resolves. */
  pass(): Promise<void> | undefined {
    if (this.#passed === 0) setImmediate(() => this.#turn());
    if (this.#passed === this.#most) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#passed++;
    return undefined;
  }

  #turn(): void {
    const next = this.#waiting.splice(0, this.#most);
    this.#passed = next.length;
    if (next.length > 0) setImmediate(() => this.#turn());
    for (const go of next) go();
  }
}
