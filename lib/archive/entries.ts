import { openResolved } from "../files/containment.ts";
import type { OpenFile } from "../files/file_system.ts";
import { findFile } from "../files/find_file.ts";
import type { ServedRoot } from "../files/served_root.ts";
import { TurnLimiter } from "../util/turn_limiter.ts";
import type { WalkEntry } from "../listing/walk.ts";

/** A file or directory to add to an archive. */
export interface ArchiveEntry {
  /** The path in the archive, with slashes, but without a final slash for a directory. */
  readonly name: string;
  readonly type: "file" | "directory";
  /** In bytes; 0 for a directory. */
  readonly size: number;
  /** Milliseconds since 1970; NaN if unknown. */
  readonly modified: number;
  /** Whether the file has an execute permission. */
  readonly executable: boolean;
  /** Yields the file's content: exactly `size` bytes, or it throws. Call it at most once, before the next entry. */
  content(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/** Size of a read, in bytes: compressing it blocks other requests for about a millisecond. */
const CHUNK = 64 * 1024;

/** How many reads start in a turn of the event loop, so that many archives don't delay other requests. */
const MAX_READS = 2;

const reads = new TurnLimiter(MAX_READS);

/**
 * Yields the archive entries of a walk, with one file open at a time. Links are left out, as are files that can't be
 * opened any more.
 *
 * @param directory The segments of the walk's start directory below the root.
 * @param top The name of that directory in the archive.
 */
export async function* archiveEntries(
  servedRoot: ServedRoot,
  directory: readonly string[],
  top: string,
  found: AsyncIterable<WalkEntry>,
): AsyncGenerator<ArchiveEntry> {
  for await (const { path, entry } of found) {
    const { modified, type, link } = entry;
    const name = [top, ...path].join("/");
    if (link === true) continue;
    if (type === "directory") {
      yield { name, type, size: 0, modified, executable: false, content: noContent };
      continue;
    }
    const opened = open(servedRoot, [...directory, ...path]);
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

/** Opens a regular file, but no link, after verifying that it is inside the root. */
function open(servedRoot: ServedRoot, segments: readonly string[]): OpenFile | undefined {
  const found = findFile(servedRoot, segments, false);
  return found && openResolved(servedRoot, found.resolved, true);
}

async function* read(file: OpenFile, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let position = 0; position < size;) {
    const turn = reads.pass();
    if (turn !== undefined) await turn;
    const buffer = new Uint8Array(Math.min(CHUNK, size - position));
    const count = await file.read(buffer, position);
    if (count === 0) throw new Error("a file shrank while it was being archived");
    position += count;
    yield count < buffer.byteLength ? buffer.subarray(0, count) : buffer;
  }
}

/** The content of a directory. */
async function* noContent(): AsyncGenerator<Uint8Array<ArrayBuffer>> {}
