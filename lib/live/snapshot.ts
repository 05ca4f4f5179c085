import { statPath } from "./paths.ts";

/** The files and directories in a tree: each path with a version that differs after a change. */
export type Snapshot = ReadonlyMap<string, string>;

/** The most entries in a snapshot. */
const MAX_ENTRIES = 20_000;

/** Number of entries read before yielding to the event loop. */
const BATCH_SIZE = 200;

/**
 * Takes a snapshot of a directory tree.
 *
 * @param isWatched Whether to include a path below the root, with slashes. An excluded directory is not read.
 */
export async function takeSnapshot(
  root: string,
  isWatched: (path: string) => boolean,
): Promise<Snapshot> {
  const snapshot = new Map<string, string>();
  const queue = [""];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    for (const entry of readDirectory(`${root}/${parent}`)) {
      const path = `${parent}${entry.name}`;
      if (!isWatched(path)) continue;
      const stat = statPath(`${root}/${path}`);
      if (stat === undefined) continue;
      // A directory's times change with its content, which is in the snapshot already.
      snapshot.set(path, entry.isDirectory ? `${stat.ino}` : versionOf(stat));
      if (entry.isDirectory) queue.push(`${path}/`);
      if (snapshot.size >= MAX_ENTRIES) return snapshot;
      if (snapshot.size % BATCH_SIZE === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  return snapshot;
}

/** Returns the paths that differ between two snapshots: changed and added ones, then removed ones. */
export function changedPaths(before: Snapshot, after: Snapshot): string[] {
  const changed = [...after].filter(([path, version]) => before.get(path) !== version);
  const removed = [...before.keys()].filter((path) => !after.has(path));
  return [...changed.map(([path]) => path), ...removed];
}

/** Reads a directory. Returns no entries if it was removed or can't be read. */
function readDirectory(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch {
    return [];
  }
}

function versionOf({ ino, size, mtime }: Deno.FileInfo): string {
  return `${ino}:${size}:${mtime?.getTime()}`;
}
