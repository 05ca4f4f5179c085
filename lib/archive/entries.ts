import { openResolved } from "../files/containment.ts";
import { type ServedRoot } from "../files/served_root.ts";
import type { OpenFile } from "../files/file_system.ts";
import { findResource } from "../files/resource.ts";
import type { WalkEntry } from "../listing/walk.ts";

/** Something to put into an archive. */
export interface ArchiveEntry {
  /** With slashes; a directory's has none at its end. */
  readonly name: string;
  readonly type: "file" | "directory";
  /** In bytes; 0 for a directory. */
  readonly size: number;
  /** Milliseconds since 1970; NaN when it is not known. */
  readonly modified: number;
  /** Whether a file may be run as a program. */
  readonly executable: boolean;
  /** A file's content: exactly `size` bytes, or it fails. To be read at most once, at once. */
  content(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/** How much of a file is read at a time, in bytes. */
const CHUNK = 256 * 1024;

/**
 * Makes archive entries of what was found in a walk, one file being open at a time. Left out are links, and what
 * has gone or can't be read by the time it is its turn.
 *
 * @param folder Where the walk began, below the root.
 * @param top The name of the folder in the archive.
 */
export async function* archiveEntries(
  servedRoot: ServedRoot,
  folder: readonly string[],
  top: string,
  found: AsyncIterable<WalkEntry>,
): AsyncGenerator<ArchiveEntry> {
  for await (const { path, entry } of found) {
    const { modified, type, link } = entry;
    const name = [top, ...path].join("/");
    if (link === true) continue;
    if (type === "directory") {
      yield { name, type, size: 0, modified, executable: false, content: nothing };
      continue;
    }
    const opened = open(servedRoot, [...folder, ...path]);
    if (opened === undefined) continue;
    try {
      const { size, mtime, mode } = opened.stat();
      const executable = (mode & 0o111) !== 0;
      yield { name, type, size, modified: mtime, executable, content: () => read(opened, size) };
    } finally {
      opened.close();
    }
  }
}

/** Opens a regular file that is no link, after it was proven to lie inside the root. */
function open(servedRoot: ServedRoot, segments: readonly string[]): OpenFile | undefined {
  const resource = findResource(servedRoot, segments, false);
  if (resource === undefined) return undefined;
  return openResolved(servedRoot, resource.resolved, true);
}

async function* read(file: OpenFile, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let position = 0; position < size;) {
    const buffer = new Uint8Array(Math.min(CHUNK, size - position));
    const count = await file.read(buffer, position);
    if (count === 0) throw new Error("a file became shorter while it was put into an archive");
    position += count;
    yield count < buffer.byteLength ? buffer.subarray(0, count) : buffer;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  // A directory has no content.
}
