import { LRUCache } from "lru-cache";
import { readFullSync } from "../util/read_full.ts";
import { openResolved } from "./containment.ts";
import { type ServedRoot } from "./served_root.ts";
import { type FileStat, mtimeIsReliable, versionKey } from "./file_system.ts";
import { findResource } from "./resource.ts";

/** What a page says of a file, and as much of its content as it shows. */
export interface FilePreview {
  readonly stat: FileStat;
  /** Undefined when it is no UTF-8 text. */
  readonly text: string | undefined;
  /** Whether there is more than was read. */
  readonly cut: boolean;
}

/**
 * Reads the beginning of a regular file that may be served.
 *
 * @param most How many bytes to read at most.
 * @returns Undefined when there is no such file.
 */
export function readPreview(
  servedRoot: ServedRoot,
  segments: readonly string[],
  most: number,
): FilePreview | undefined {
  const resource = findResource(servedRoot, segments, false);
  if (resource === undefined) return undefined;
  const file = openResolved(servedRoot, resource.resolved, true);
  if (file === undefined) return undefined;
  try {
    const stat = file.stat();
    const buffer = new Uint8Array(Math.min(most, stat.size));
    const length = readFullSync(file, buffer, 0);
    const cut = stat.size > length;
    return { stat, text: decode(buffer.subarray(0, length), cut), cut };
  } finally {
    file.close();
  }
}

/** Undefined for what is not UTF-8, or has a NUL, as no text has. @param cut Whether the last character may be half. */
function decode(bytes: Uint8Array, cut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}

/** Remembers what was made of files, each as long as the file stays what it was. */
export class Derived<T extends object> {
  readonly #made = new LRUCache<string, T>({ max: 64 });

  /** @param make Makes it when it is not known, or can't be relied on. */
  get({ stat }: FilePreview, make: () => T): T {
    if (!mtimeIsReliable(stat, Date.now())) return make();
    const key = versionKey(stat);
    const before = this.#made.get(key);
    if (before !== undefined) return before;
    const made = make();
    this.#made.set(key, made);
    return made;
  }
}
