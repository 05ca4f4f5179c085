import { describeError, StartError } from "../util/errors.ts";
import { writeAll } from "../util/write_all.ts";
import type { LogSink } from "./log_writer.ts";

/** Who owns the file may write it, and the group may read it: it says who asked for what. */
const MODE = 0o640;

/**
 * The access log in a file, which is appended to. Another program may rename it, and then ask for it to be
 * opened anew, so that no line is lost: the usual way to rotate logs.
 */
export class LogFile implements LogSink {
  readonly name = "the log file";
  readonly endsWithReader = false;
  readonly #path: string;
  readonly #report: (text: string) => void;
  #file: Deno.FsFile;
  #writing = false;
  #reopening = false;

  /** @throws {StartError} When it can't be written. */
  constructor(path: string, report: (text: string) => void) {
    this.#path = path;
    this.#report = report;
    try {
      this.#file = open(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) {
        throw new StartError(
          `the log file "${path}" is not permitted`,
          "name an ordinary file, in --allow-write too; without --log-file the log goes to stdout",
        );
      }
      throw new StartError(
        `the log file "${path}" can't be written: ${describeError(error, false)}`,
        "name a file in a folder that exists and may be written",
      );
    }
  }

  /** Opens the file of that name anew: at once, or after what is being written. */
  reopen(): void {
    if (this.#writing) this.#reopening = true;
    else this.#openAnew();
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#writing = true;
    try {
      await writeAll(this.#file, bytes);
    } finally {
      this.#writing = false;
      if (this.#reopening) this.#openAnew();
    }
  }

  #openAnew(): void {
    this.#reopening = false;
    try {
      const file = open(this.#path);
      this.#file.close();
      this.#file = file;
    } catch (error) {
      this.#report(
        `the log file can't be opened anew: ${
          describeError(error, false)
        } (the old one is written on)`,
      );
    }
  }
}

function open(path: string): Deno.FsFile {
  return Deno.openSync(path, { append: true, create: true, mode: MODE });
}
