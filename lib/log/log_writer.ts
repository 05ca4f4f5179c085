import { describeError } from "../util/errors.ts";
import { writeAll } from "../util/write_all.ts";

/** How much may wait for a slow reader, in bytes, before lines are dropped. */
const MAX_WAITING = 16 * 1024 * 1024;

/** Where the access log goes. */
export interface LogSink {
  /** What messages call it. */
  readonly name: string;
  /** Whether it ends when its reader goes away (EPIPE). */
  readonly endsWithReader: boolean;
  /** Writes whole lines. @throws When they were not taken. */
  write(bytes: Uint8Array): Promise<void>;
}

/** The access log on stdout. */
export const STDOUT: LogSink = {
  name: "the access log",
  endsWithReader: true,
  write: (bytes) => writeAll(Deno.stdout, bytes),
};

/**
 * Writes the access log, in order and without waiting for it. Whoever reads it too slowly loses
 * lines rather than making the server wait or grow; a reader that has gone away ends the log. While lines can't be
 * written for another reason, as on a full disk, they are lost, and that is reported.
 */
export class LogWriter {
  #waiting: Uint8Array[] = [];
  #length = 0;
  #writing: Promise<void> | undefined;
  #closed = false;
  #dropped = false;
  #failed = false;

  /** @param report Takes a line for the operator. */
  constructor(readonly sink: LogSink, readonly report: (text: string) => void) {}

  /** @param lines Whole ones, in UTF-8. */
  write(lines: Uint8Array): void {
    if (this.#closed) return;
    if (this.#length + lines.byteLength > MAX_WAITING) {
      if (!this.#dropped) this.report("the access log is read too slowly: lines are being dropped");
      this.#dropped = true;
      return;
    }
    this.#dropped = false;
    this.#waiting.push(lines);
    this.#length += lines.byteLength;
    this.#writing ??= this.#drain();
  }

  /** Waits until everything is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /** @throws {Deno.errors.BrokenPipe} When nobody will ever take any. */
  async #send(lines: Uint8Array): Promise<void> {
    const { sink } = this;
    try {
      await sink.write(lines);
      this.#failed = false;
    } catch (error) {
      if (sink.endsWithReader && error instanceof Deno.errors.BrokenPipe) throw error;
      const reason = describeError(error, false);
      if (!this.#failed) {
        this.report(`${sink.name} can't be written: ${reason} (until it can, lines are lost)`);
      }
      this.#failed = true;
    }
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const lines of waiting) {
          await this.#send(lines);
          this.#length -= lines.byteLength;
        }
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
