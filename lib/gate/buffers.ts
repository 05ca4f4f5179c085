/** For what comes from clients, which are heads as a rule, and for small responses; in bytes. */
const SMALL = 4 * 1024;

/** For responses that go on: buffers are held while they do, and used again. In bytes. */
const LARGE = 64 * 1024;

/** How many large buffers are kept for later. */
const MAX_SPARE = 64;

const spare: Uint8Array<ArrayBuffer>[] = [];

/** A buffer for what comes from a client. */
export function createSmallBuffer(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(SMALL);
}

/** The buffer that a connection's responses are read into: small, but large while much comes. */
export class ResponseBuffer {
  readonly #small = createSmallBuffer();
  #current = this.#small;

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#current;
  }

  /** Suits it to what comes next. @param count How many bytes came last; they are not needed any more. */
  adapt(count: number): void {
    if (count < this.#current.byteLength) this.release();
    else if (this.#current === this.#small) this.#current = spare.pop() ?? new Uint8Array(LARGE);
  }

  /** Nothing comes for now. */
  release(): void {
    if (this.#current !== this.#small && spare.length < MAX_SPARE) spare.push(this.#current);
    this.#current = this.#small;
  }
}
