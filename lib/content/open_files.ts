import { setImmediate } from "node:timers";
import { openResolved, statResolved } from "../files/containment.ts";
import { type ResolvedPath, type ServedRoot } from "../files/served_root.ts";
import { isSameFile, type OpenFile } from "../files/file_system.ts";

/** How many files stay open in each worker. */
const MAX_OPEN = 16;

/**
 * Files that stay open until the turn of the event loop ends. Ranges of one large file are often asked for at the same
 * time, and to open it costs more than to read them.
 */
export class OpenFiles {
  readonly #open = new Map<string, OpenFile>();

  /**
   * Opens what lies at a place that was found before.
   *
   * @param key Another one for each version of each file.
   * @returns To be read at once, and not to be closed. Undefined when it is another file, another version of it, gone,
   * or may not be read.
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

/** What was read has been seen to be whole: that closing fails is nobody's concern. */
function closeQuietly(file: OpenFile): void {
  try {
    file.close();
  } catch {
    // It is closed all the same (close(2)).
  }
}

/**
 * The state of a file that lay at a place when it was opened. As long as its name leads to it, that tells it too, for
 * less than half of what the runtime takes to ask the handle.
 */
function statOf(file: OpenFile, servedRoot: ServedRoot, resolved: ResolvedPath) {
  const named = statResolved(servedRoot, resolved);
  return named !== undefined && isSameFile(named, resolved.stat) ? named : file.stat();
}
