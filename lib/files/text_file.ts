import { LRUCache } from "lru-cache";
import { readFullSync } from "../util/read_full.ts";
import { openResolved } from "./containment.ts";
import { type ServedRoot } from "./served_root.ts";
import { type FileStat, mtimeIsReliable, versionKey } from "./file_system.ts";
import { findFile } from "./find_file.ts";

/** A file's stat and the beginning of its content, for a page that shows them. */
export interface FilePreview {
  readonly stat: FileStat;
  /** Undefined if the content is not UTF-8 text. */
  readonly text: string | undefined;
  /** Whether the file is longer than `text`. */
  readonly isTruncated: boolean;
}

/**
 * Reads the beginning of a regular file that may be served.
 *
 * @param maxBytes How many bytes to read at most.
 * @param isVisible Reports whether the client may read a path below the root; the file may be reached through a symlink.
 * @returns Undefined if there is no such file.
 */
export function readPreview(
  servedRoot: ServedRoot,
  segments: readonly string[],
  maxBytes: number,
  isVisible: (segments: readonly string[]) => boolean,
): FilePreview | undefined {
  const found = findFile(servedRoot, segments, false);
  if (found === undefined) return undefined;
  const { resolved } = found;
  if (![segments, resolved.segments, resolved.target].every(isVisible)) return undefined;
  const file = openResolved(servedRoot, resolved, true);
  if (file === undefined) return undefined;
  try {
    const stat = file.stat();
    const buffer = new Uint8Array(Math.min(maxBytes, stat.size));
    const length = readFullSync(file, buffer, 0);
    const isTruncated = stat.size > length;
    return { stat, text: decode(buffer.subarray(0, length), isTruncated), isTruncated };
  } finally {
    file.close();
  }
}

/** Returns undefined if the bytes are not UTF-8 or contain a NUL. @param cut Whether the last character may be cut off. */
function decode(bytes: Uint8Array, cut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}

/** A cache of values derived from files, such as rendered Markdown: each until its file changes. */
export class Derived<T extends object> {
  readonly #values = new LRUCache<string, T>({ max: 64 });

  /** @param derive Computes the value if it is not cached, or may not be. */
  get({ stat }: FilePreview, derive: () => T): T {
    if (!mtimeIsReliable(stat, Date.now())) return derive();
    const key = versionKey(stat);
    const cached = this.#values.get(key);
    if (cached !== undefined) return cached;
    const value = derive();
    this.#values.set(key, value);
    return value;
  }
}
