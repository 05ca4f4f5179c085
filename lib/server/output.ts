/** How much text may wait for a slow reader, in UTF-16 code units, before lines are dropped. */
const MAX_WAITING = 16 * 1024 * 1024;

/** Where the access log goes. */
export interface LogSink {
  /** Writes whole lines. @throws When nobody will ever take any. */
  write(bytes: Uint8Array): Promise<void>;
}

/** The access log on stdout. */
export const STDOUT: LogSink = {
  async write(bytes) {
    for (let sent = 0; sent < bytes.length;) {
      sent += await Deno.stdout.write(bytes.subarray(sent));
    }
  },
};

/**
 * Writes the access log, in order and without waiting for it. Whoever reads it too slowly loses
 * lines rather than making the server wait or grow; a reader that has gone away ends the log.
 */
export class Output {
  #waiting: string[] = [];
  #length = 0;
  #writing: Promise<void> | undefined;
  #closed = false;
  #dropped = false;

  /** @param report Takes a line for the operator. */
  constructor(readonly sink: LogSink, readonly report: (text: string) => void) {}

  /** @param text Whole lines. */
  write(text: string): void {
    if (this.#closed) return;
    if (this.#length + text.length > MAX_WAITING) {
      if (!this.#dropped) this.report("the access log is read too slowly: lines are being dropped");
      this.#dropped = true;
      return;
    }
    this.#dropped = false;
    this.#waiting.push(text);
    this.#length += text.length;
    this.#writing ??= this.#drain();
  }

  /** Waits until everything is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    const encoder = new TextEncoder();
    try {
      while (this.#waiting.length > 0) {
        const text = this.#waiting.join("");
        this.#waiting = [];
        await this.sink.write(encoder.encode(text));
        this.#length -= text.length;
      }
    } catch {
      this.#closed = true;
      this.#waiting = [];
      this.report("nobody reads the access log any more: it ends here");
    } finally {
      // In the same turn as the last look at what waits: a line that comes later starts a new drain.
      this.#writing = undefined;
    }
  }
}
