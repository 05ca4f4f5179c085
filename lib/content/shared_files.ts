import type { OpenFile } from "../files/file_system.ts";

/**
 * Open files that streams share: many clients often download the same file, and each descriptor counts. Reads have
 * positions, so that they don't disturb each other.
 */
export class SharedFiles {
  readonly #open = new Map<string, { readonly file: OpenFile; users: number }>();

  /** The number of open files. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Opens a file, or shares it with those who have it open. Each user closes it once.
   *
   * @param key Unique for each version of each file. While a file is open, its inode is not reused.
   * @param open Opens the file if it is still this version.
   */
  open(key: string, open: () => OpenFile | undefined): OpenFile | undefined {
    const known = this.#open.get(key);
    const file = known?.file ?? open();
    if (file === undefined) return undefined;
    const shared = known ?? { file, users: 0 };
    shared.users++;
    this.#open.set(key, shared);
    return {
      stat: () => file.stat(),
      readSync: (buffer, position) => file.readSync(buffer, position),
      read: (buffer, position) => file.read(buffer, position),
      close: () => {
        if (--shared.users > 0) return;
        this.#open.delete(key);
        file.close();
      },
    };
  }
}
