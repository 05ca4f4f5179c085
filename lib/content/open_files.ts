import { setImmediate } from "node:timers";
import { openResolved, statResolved } from "../files/containment.ts";
import { type ResolvedPath, type ServedRoot } from "../files/served_root.ts";
import { isSameFile, type OpenFile } from "../files/file_system.ts";

/** How many files stay open per worker. */
const MAX_OPEN = 16;

/**
 * Files that stay open until the turn of the event loop ends. Clients often request several ranges of a large file at
 * the same time, and opening the file costs more than reading 64 KiB of it.
 */
export class OpenFiles {
  readonly #open = new Map<string, OpenFile>();

  /**
   * Opens a resolved file. The caller reads it within this turn and does not close it.
   *
   * @param key Unique for each version of each file.
   * @returns Undefined if it is another file or version, missing, or unreadable.
   */
  open(key: string, servedRoot: ServedRoot, resolved: ResolvedPath): OpenFile | undefined {
    const before = this.#open.get(key);
    if (before !== undefined) return before;
    const file = openResolved(servedRoot, resolved, false);
    if (file === undefined) return undefined;
    if (this.#open.size === 0) setImmediate(() => this.#close());
    else if (this.#open.size >= MAX_OPEN) this.#close();
    const opened = { ...file, stat: () => statOf(file, servedRoot, resolved) };
    this.#open.set(key, opened);
    return opened;
  }

  #close(): void {
    const files = [...this.#open.values()];
    this.#open.clear();
    for (const file of files) closeQuietly(file);
  }
}

/** Ignores errors: everything that was read has been verified. */
function closeQuietly(file: OpenFile): void {
  try {
    file.close();
  } catch {
    // The descriptor is closed anyway (close(2)).
  }
}

/** Stats an open file by its path while the path leads to it: this takes less than half as long as by the handle. */
function statOf(file: OpenFile, servedRoot: ServedRoot, resolved: ResolvedPath) {
  const named = statResolved(servedRoot, resolved);
  return named !== undefined && isSameFile(named, resolved.stat) ? named : file.stat();
}
