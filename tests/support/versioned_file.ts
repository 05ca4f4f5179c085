import { assertEquals } from "@std/assert";
import type { RawResponse } from "./raw.ts";

/** Size of a record in 32-bit words: file number, version, offset, and version XOR offset. */
const WORDS = 4;

/** mtime of the first version. Each version is a second later, so validators identify the version. */
const FIRST_TIME = Date.UTC(2020, 0, 1) + 123;

/** A served file that is written in numbered versions. Each version consists of records that contain its number. */
export class VersionedFile {
  /** When the write of each version ended, in milliseconds of `performance.now()`. */
  readonly #ended: number[] = [];
  readonly #tags = new Map<string, number>();

  /**
   * @param number Number of the file, unique within a test.
   * @param records Size in records of 16 bytes; replaced files vary it a little.
   * @param replaced Whether a version replaces the previous one by rename. Otherwise it overwrites the content in place.
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

  /** Writes the next version. @param aside Temporary path for a version that replaces the file. */
  write(aside: string): void {
    const version = this.version + 1;
    if (this.replaced) this.#replace(aside, version);
    else this.#overwrite(version);
    this.#ended.push(performance.now());
  }

  /** Returns the newest version whose write had ended at `time`. */
  versionAt(time: number): number {
    return this.#ended.findLastIndex((ended) => ended <= time);
  }

  /**
   * Checks that a response is a complete file of versions not older than `oldest`, and returns how many versions it mixes.
   *
   * A replaced file is always exactly one version, with the length, ETag and Last-Modified of that version. While a file
   * is overwritten, every reader may see a mixture of both versions, since neither the file system nor stat prevents
   * it. Still, no record is older than the last finished write or newer than the last started one, and after the write
   * all records are of the last version.
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
    assertEquals(versions.size, 1, `${this.target} mixes versions: ${[...versions]}`);
    const [version = NaN] = versions;
    const date = timeOf(version).toUTCString();
    assertEquals(field("last-modified"), date, `${this.target}: date`);
    const tag = field("etag") ?? "";
    assertEquals(this.#tags.get(tag) ?? version, version, `${this.target}: ETag of two versions`);
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

  /** Overwrites the file in one write without truncation, so its size never changes. */
  #overwrite(version: number): void {
    const content = this.#content(version);
    using file = Deno.openSync(this.path, { write: true, create: true });
    assertEquals(file.writeSync(content), content.byteLength);
  }
}

function timeOf(version: number): Date {
  return new Date(FIRST_TIME + version * 1000);
}
