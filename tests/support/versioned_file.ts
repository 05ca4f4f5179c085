import { assertEquals } from "@std/assert";
import type { RawResponse } from "./raw.ts";

/** What a record has, in 32-bit words: the file, the version, the place, and version and place together. */
const WORDS = 4;

/** The time of the first version; each is a second later, so that validators tell which version they are of. */
const FIRST_TIME = Date.UTC(2020, 0, 1) + 123;

/** A served file of which version after version is written, each filled with records that tell which it is. */
export class VersionedFile {
  /** When each version's write had ended, by `performance.now()`. */
  readonly #ended: number[] = [];
  readonly #tags = new Map<string, number>();

  /**
   * @param number Tells files apart.
   * @param records The size, in records of 16 bytes; replaced files vary it a little.
   * @param replaced Whether versions replace each other by rename; else they are written over each other.
   */
  constructor(
    readonly path: string,
    readonly target: string,
    readonly number: number,
    readonly records: number,
    readonly replaced: boolean,
  ) {}

  get version(): number {
    return this.#ended.length - 1;
  }

  /** Writes the next version. @param aside A path for what will replace it. */
  write(aside: string): void {
    const version = this.version + 1;
    if (this.replaced) this.#replace(aside, version);
    else this.#overwrite(version);
    this.#ended.push(performance.now());
  }

  /** The newest version whose write had ended at a time. */
  versionAt(time: number): number {
    return this.#ended.findLastIndex((ended) => ended <= time);
  }

  /**
   * Expects a whole file of versions from `oldest` on, and tells how many there are in it.
   *
   * What is promised: a replaced file is always exactly one version, with the length, tag and date of that one. A
   * file that is written over is for the time of the write a mixture of both versions for everybody who reads it,
   * since neither the file system nor stats keep readers from it; but each record is as new as the last write that
   * had ended, none is of a version that was not begun, and as soon as the write has ended all are of it.
   */
  check(response: RawResponse, oldest: number): number {
    const { status, cut, body } = response;
    assertEquals([status, cut, body.byteLength % 16], [200, false, 0], this.target);
    const words = new Uint32Array(body.slice().buffer);
    const versions = new Set<number>();
    for (let at = 0; at < words.length; at += WORDS) {
      const version = words[at + 1] ?? NaN;
      const isPossible = version >= oldest && version <= this.version;
      if (!isPossible || !this.#isRecord(words, at)) {
        const record = words.slice(at, at + WORDS);
        throw new Error(`${this.target}: at ${at} ${record}, not of ${oldest} to ${this.version}`);
      }
      versions.add(version);
    }
    const [version = NaN] = versions;
    assertEquals(words.length / WORDS, this.#recordsOf(version), `${this.target}: length`);
    if (this.replaced) this.#checkReplaced(response, versions);
    return versions.size;
  }

  #checkReplaced({ field }: RawResponse, versions: ReadonlySet<number>): void {
    assertEquals(versions.size, 1, `${this.target} is mixed: ${[...versions]}`);
    const [version = NaN] = versions;
    const date = timeOf(version).toUTCString();
    assertEquals(field("last-modified"), date, `${this.target}: date`);
    const tag = field("etag") ?? "";
    assertEquals(this.#tags.get(tag) ?? version, version, `${this.target}: tag of two versions`);
    this.#tags.set(tag, version);
  }

  #isRecord(words: Uint32Array, at: number): boolean {
    const version = words[at + 1] ?? NaN;
    return words[at] === this.number && words[at + 2] === at && words[at + 3] === (version ^ at);
  }

  #recordsOf(version: number): number {
    return this.records + (this.replaced ? version % 3 : 0);
  }

  #content(version: number): Uint8Array {
    const words = new Uint32Array(this.#recordsOf(version) * WORDS);
    for (let at = 0; at < words.length; at += WORDS) {
      words[at] = this.number;
      words[at + 1] = version;
      words[at + 2] = at;
      words[at + 3] = version ^ at;
    }
    return new Uint8Array(words.buffer);
  }

  #replace(aside: string, version: number): void {
    Deno.writeFileSync(aside, this.#content(version));
    Deno.utimeSync(aside, timeOf(version), timeOf(version));
    Deno.renameSync(aside, this.path);
  }

  /** One write without truncation: the file never has another size. */
  #overwrite(version: number): void {
    const content = this.#content(version);
    using file = Deno.openSync(this.path, { write: true, create: true });
    assertEquals(file.writeSync(content), content.byteLength);
  }
}

function timeOf(version: number): Date {
  return new Date(FIRST_TIME + version * 1000);
}
