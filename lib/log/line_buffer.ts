/** Maximum delay of a line, in milliseconds, and size of the buffer, in bytes. */
const MAX_WAIT = 100;
const MAX_LENGTH = 64 * 1024;

/** Maximum length of the text that is not encoded yet, in UTF-16 code units. */
const MAX_TEXT = 4096;

/**
 * Buffers lines and passes them on in batches, because a message costs more than a line. The buffer holds bytes:
 * thousands of strings that live this long would burden the garbage collector. Some dozens do not, and encoding them
 * together costs less than one by one.
 */
export class LineBuffer {
  readonly #encoder = new TextEncoder();
  #text = "";
  readonly #bytes = new Uint8Array(MAX_LENGTH);
  #length = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onLines Receives whole lines in UTF-8. */
  constructor(readonly onLines: (lines: Uint8Array<ArrayBuffer>) => void) {}

  /** @param line Ends with a newline. */
  add(line: string): void {
    if (this.#text.length + line.length > MAX_TEXT) this.#encode();
    this.#text += line;
    this.#timer ??= setTimeout(() => this.flush(), MAX_WAIT);
  }

  /** Passes on the buffered lines now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#encode();
    this.#passOn();
  }

  /** Encodes the text into the buffer. */
  #encode(): void {
    const text = this.#text;
    this.#text = "";
    if (this.#append(text)) return;
    this.#passOn();
    // Larger than the whole buffer, and so than any line of a request: passed on directly.
    if (!this.#append(text)) this.onLines(this.#encoder.encode(text));
  }

  #passOn(): void {
    if (this.#length === 0) return;
    const lines = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.onLines(lines);
  }

  #append(text: string): boolean {
    const room = this.#bytes.subarray(this.#length);
    const { read, written } = this.#encoder.encodeInto(text, room);
    if (read < text.length) return false;
    this.#length += written;
    return true;
  }
}
