/** How long a line may wait for others, in milliseconds, and how much text may gather. */
const MAX_WAIT = 100;
const MAX_LENGTH = 64 * 1024;

/** Gathers lines and hands them on together, because each handing over costs more than a line. */
export class Batch {
  #text = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly handOn: (text: string) => void) {}

  /** @param line Ends with a newline. */
  add(line: string): void {
    this.#text += line;
    if (this.#text.length >= MAX_LENGTH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), MAX_WAIT);
  }

  /** Hands on at once what there is. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.handOn(text);
  }
}
