/** How long a line may wait for others, in milliseconds, and how many bytes may gather. */
const MAX_WAIT = 100;
const MAX_LENGTH = 64 * 1024;

/** How much of that is text, in UTF-16 code units, before it becomes bytes. */
const MAX_TEXT = 4096;

/**
 * Gathers lines and hands them on together, because each handing over costs more than a line; as bytes, because
 * thousands of strings that live this long are work for the garbage collector. Some dozens are not, and cost less
 * together than each by itself.
 */
export class LineBuffer {
  readonly #encoder = new TextEncoder();
  #text = "";
  readonly #bytes = new Uint8Array(MAX_LENGTH);
  #length = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param handOn Takes whole lines in UTF-8. */
  constructor(readonly handOn: (lines: Uint8Array<ArrayBuffer>) => void) {}

  /** @param line Ends with a newline. */
  add(line: string): void {
    if (this.#text.length + line.length > MAX_TEXT) this.#encode();
    this.#text += line;
    this.#timer ??= setTimeout(() => this.flush(), MAX_WAIT);
  }

  /** Hands on at once what there is. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#encode();
    this.#handOn();
  }

  /** Makes the text bytes. */
  #encode(): void {
    const text = this.#text;
    this.#text = "";
    if (this.#fits(text)) return;
    this.#handOn();
    // Longer than any that the heads of requests make: alone.
    if (!this.#fits(text)) this.handOn(this.#encoder.encode(text));
  }

  #handOn(): void {
    if (this.#length === 0) return;
    const lines = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.handOn(lines);
  }

  #fits(text: string): boolean {
    const room = this.#bytes.subarray(this.#length);
    const { read, written } = this.#encoder.encodeInto(text, room);
    if (read < text.length) return false;
    this.#length += written;
    return true;
  }
}
