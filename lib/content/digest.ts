import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import {
  type FileStat,
  isSameVersion,
  mtimeIsReliable,
  type OpenFile,
  versionKey,
} from "../files/file_system.ts";

const CHUNK = 1024 * 1024;

/** Digests of contents, for entity tags; each is computed once for a version of a file. */
export class Digests {
  readonly #known = new LRUCache<string, string>({ max: 20_000 });
  readonly #underWay = new Map<string, Promise<string | undefined>>();

  /**
   * A digest of the content of one version of a file: SHA-256, its first 132 bits in base64url.
   *
   * @param open Opens the file, if it still is that version.
   * @returns A promise only when the content has to be read; undefined when it changes meanwhile.
   */
  of(stat: FileStat, open: () => OpenFile | undefined): string | Promise<string | undefined> {
    const key = versionKey(stat);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    // What was written just now may be written again without its times showing it: that is not shared.
    if (!mtimeIsReliable(stat, Date.now())) return compute(stat, open);
    const computing = compute(stat, open).then((digest) => {
      if (digest !== undefined) this.#known.set(key, digest);
      return digest;
    }).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, computing);
    return computing;
  }
}

async function compute(
  stat: FileStat,
  open: () => OpenFile | undefined,
): Promise<string | undefined> {
  const file = open();
  if (file === undefined) return undefined;
  try {
    const hash = createHash("sha256");
    const buffer = new Uint8Array(Math.min(CHUNK, Math.max(stat.size, 1)));
    for (let position = 0; position < stat.size;) {
      const count = await file.read(buffer, position);
      if (count === 0) return undefined;
      hash.update(buffer.subarray(0, count));
      position += count;
    }
    return isSameVersion(file.stat(), stat) ? hash.digest("base64url").slice(0, 22) : undefined;
  } finally {
    file.close();
  }
}
