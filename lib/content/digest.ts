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

/** Digests of files for entity tags. Each is computed once per version of a file. */
export class Digests {
  readonly #digests = new LRUCache<string, Promise<string | undefined>>({ max: 20_000 });

  /**
   * Returns the digest of one version of a file: the first 132 bits of SHA-256 in base64url.
   *
   * @param open Opens the file if it is still this version.
   * @returns Undefined if the file changed meanwhile.
   */
  digest(stat: FileStat, open: () => OpenFile | undefined): Promise<string | undefined> {
    const key = versionKey(stat);
    const known = this.#digests.get(key);
    if (known !== undefined) return known;
    const digest = computeDigest(stat, open);
    // A file written just now may be written again without its times showing it: don't share its digest.
    if (!mtimeIsReliable(stat, Date.now())) return digest;
    this.#digests.set(key, digest);
    const forget = () => this.#digests.delete(key);
    digest.then((made) => made === undefined && forget(), forget);
    return digest;
  }
}

async function computeDigest(
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
