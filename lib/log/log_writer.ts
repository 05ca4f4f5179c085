import { describeError, StartError } from "../util/errors.ts";
import { writeAll } from "../util/write_all.ts";

/** Maximum size of the queue, in bytes; further lines are dropped. */
const MAX_QUEUED = 16 * 1024 * 1024;

/** Destination of the access log. */
export interface LogSink {
  /** Name in messages. */
  readonly name: string;
  /** Whether EPIPE is final: the reader is gone. */
  readonly endsWithReader: boolean;
  /** Writes whole lines. @throws If they could not be written. */
  write(bytes: Uint8Array): Promise<void>;
}

/** The access log on stdout. */
export const STDOUT: LogSink = {
  name: "the access log",
  endsWithReader: true,
  write: (bytes) => writeAll(Deno.stdout, bytes),
};

/**
 * Writes the access log in order, without making requests wait. If the log reader falls behind, lines are dropped, so
 * that memory stays bounded. If the reader is gone, the log ends. Lines that can't be written for another reason, such
 * as a full disk, are lost, and the loss is reported.
 */
export class LogWriter {
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #writing: Promise<void> | undefined;
  #closed = false;
  #isDropping = false;
  #isFailing = false;

  /** @param report Receives a line for the operator. */
  constructor(readonly sink: LogSink, readonly report: (text: string) => void) {}

  /** @param lines Whole lines in UTF-8. */
  write(lines: Uint8Array): void {
    if (this.#closed) return;
    if (this.#queuedBytes + lines.byteLength > MAX_QUEUED) {
      if (!this.#isDropping) {
        this.report("the reader of the access log is too slow: lines are dropped");
      }
      this.#isDropping = true;
      return;
    }
    this.#isDropping = false;
    this.#queue.push(lines);
    this.#queuedBytes += lines.byteLength;
    this.#writing ??= this.#drain();
  }

  /** Waits until the queue is empty. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /** @throws {Deno.errors.BrokenPipe} If the reader is gone. */
  async #send(lines: Uint8Array): Promise<void> {
    const { sink } = this;
    try {
      await sink.write(lines);
      this.#isFailing = false;
    } catch (error) {
      if (sink.endsWithReader && error instanceof Deno.errors.BrokenPipe) throw error;
      const reason = describeError(error, false);
      if (!this.#isFailing) {
        this.report(`${sink.name} can't be written: ${reason} (until it can, lines are lost)`);
      }
      this.#isFailing = true;
    }
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        const batch = this.#queue;
        this.#queue = [];
        for (const lines of batch) {
          await this.#send(lines);
          this.#queuedBytes -= lines.byteLength;
        }
      }
    } catch {
      this.#closed = true;
      this.#queue = [];
      this.report("the reader of the access log is gone: the log ends here");
    } finally {
      // Runs in the same turn as the last check of the queue: a later line starts a new drain.
      this.#writing = undefined;
    }
  }
}

/** Only the owner and the group may read the log: it records who requested what. */
const MODE = 0o640;

/**
 * The access log in a file, opened for appending. To rotate it without losing lines, another program renames the file
 * and then has it reopened.
 */
export class LogFile implements LogSink {
  readonly name = "the log file";
  readonly endsWithReader = false;
  #file: Deno.FsFile;
  #writing = false;
  #reopenPending = false;

  /** @throws {StartError} If the file can't be written. */
  constructor(readonly path: string, readonly report: (text: string) => void) {
    try {
      this.#file = open(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) {
        throw new StartError(
          `the log file "${path}" is not permitted`,
          "name an ordinary file, also in --allow-write; without --log-file the log goes to stdout",
        );
      }
      throw new StartError(
        `the log file "${path}" can't be written: ${describeError(error, false)}`,
        "name a file in an existing, writable folder",
      );
    }
  }

  /** Opens the path again: at once, or after the write in progress. */
  reopen(): void {
    if (this.#writing) this.#reopenPending = true;
    else this.#reopenNow();
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#writing = true;
    try {
      await writeAll(this.#file, bytes);
    } finally {
      this.#writing = false;
      if (this.#reopenPending) this.#reopenNow();
    }
  }

  #reopenNow(): void {
    this.#reopenPending = false;
    try {
      const file = open(this.path);
      this.#file.close();
      this.#file = file;
    } catch (error) {
      this.report(
        `the log file can't be reopened: ${describeError(error, false)} (the old one stays in use)`,
      );
    }
  }
}

function open(path: string): Deno.FsFile {
  return Deno.openSync(path, { append: true, create: true, mode: MODE });
}
