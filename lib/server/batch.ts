/** How long a line may wait for others, in milliseconds, and how many bytes may gather. */
const MAX_WAIT = 100;
const MAX_LENGTH = 64 * 1024;

/**
 * Gathers lines and hands them on together, because each handing over costs more than a line; as bytes, because
 * thousands of strings that live this long are work for the garbage collector.
 */
export class Batch {
  readonly #encoder = new TextEncoder();
  readonly #bytes = new Uint8Array(MAX_LENGTH);
  #length = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param handOn Takes whole lines in UTF-8. */
  constructor(readonly handOn: (lines: Uint8Array<ArrayBuffer>) => void) {}

  /** @param line Ends with a newline. */
  add(line: string): void {
    if (!this.#fits(line)) {
      this.flush();
      // Longer than any that a request's head makes: alone.
      if (!this.#fits(line)) return this.handOn(this.#encoder.encode(line));
    }
    this.#timer ??= setTimeout(() => this.flush(), MAX_WAIT);
  }

  /** Hands on at once what there is. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#length === 0) return;
    const lines = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.handOn(lines);
  }

  #fits(line: string): boolean {
    const room = this.#bytes.subarray(this.#length);
    const { read, written } = this.#encoder.encodeInto(line, room);
    if (read < line.length) return false;
    this.#length += written;
    return true;
  }
}
