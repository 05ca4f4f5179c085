import type { LoginAttempt, Verdict } from "./messages.ts";

/** Has passwords looked at by the supervisor's hasher. */
export class Verifier {
  readonly #ask: (id: number, attempt: LoginAttempt) => void;
  readonly #waiting = new Map<number, (verdict: Verdict) => void>();
  #count = 0;

  /** @param ask Sends the question; {@linkcode Verifier.hear} gets the answer. */
  constructor(ask: (id: number, attempt: LoginAttempt) => void) {
    this.#ask = ask;
  }

  /** Has a password looked at. */
  verify(attempt: LoginAttempt): Promise<Verdict> {
    const { promise, resolve } = Promise.withResolvers<Verdict>();
    this.#waiting.set(++this.#count, resolve);
    this.#ask(this.#count, attempt);
    return promise;
  }

  /** Takes an answer. */
  hear(id: number, verdict: Verdict): void {
    this.#waiting.get(id)?.(verdict);
    this.#waiting.delete(id);
  }
}
