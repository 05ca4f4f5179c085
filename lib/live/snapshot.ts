/** What of a folder's tree is there, each path with what tells its version from others. */
export type Snapshot = ReadonlyMap<string, string>;

/** How many entries are looked at. */
const MAX_ENTRIES = 20_000;

/** How many are looked at before others get their turn. */
const TURN = 200;

/**
 * Looks at a folder's tree.
 *
 * @param isWatched Whether a path below the root, with slashes, matters; what lies below one that does not is left out.
 */
export async function takeSnapshot(
  root: string,
  isWatched: (path: string) => boolean,
): Promise<Snapshot> {
  const found = new Map<string, string>();
  const folders = [""];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of readFolder(`${root}/${folder}`)) {
      const path = `${folder}${entry.name}`;
      if (!isWatched(path)) continue;
      const stat = look(`${root}/${path}`);
      if (stat === undefined) continue;
      // A folder's own times change with what is in it, which is looked at by itself.
      found.set(path, entry.isDirectory ? `${stat.ino}` : version(stat));
      if (entry.isDirectory) folders.push(`${path}/`);
      if (found.size >= MAX_ENTRIES) return found;
      if (found.size % TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  return found;
}

/** The paths that two looks tell apart. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const changed = [...after].filter(([path, version]) => before.get(path) !== version);
  const gone = [...before.keys()].filter((path) => !after.has(path));
  return [...changed.map(([path]) => path), ...gone];
}

function readFolder(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch {
    // It has gone, or may not be read.
    return [];
  }
}

function look(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

function version({ ino, size, mtime }: Deno.FileInfo): string {
  return `${ino}:${size}:${mtime?.getTime()}`;
}
