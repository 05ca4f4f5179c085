/** Replaces `Date.now` until it is disposed. */
export class FakeClock implements Disposable {
  readonly #original = Date.now;

  /** @param now Milliseconds since 1970. */
  constructor(public now: number) {
    Date.now = () => this.now;
  }

  [Symbol.dispose](): void {
    Date.now = this.#original;
  }
}
