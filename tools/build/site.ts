import { resolvePath } from "../../lib/files/containment.ts";
import { type ServedRoot } from "../../lib/files/served_root.ts";
import { DISK } from "../../lib/files/disk.ts";
import { Root } from "../../lib/files/root.ts";
import { BuildError } from "./build_error.ts";

/** The result of copying a site. */
export interface CopiedSite {
  /** mtime of each directory in milliseconds since 1970, by path relative to the site; "" is the site itself. */
  readonly directories: Record<string, number>;
  /** Targets of links by path, both relative to the site. */
  readonly links: Record<string, string>;
  /** Paths of the regular files, relative to the site. */
  readonly files: string[];
  /** Paths that were left out, each with the reason. */
  readonly leftOut: string[];
}

/** Options of copying a site. */
export interface CopyOptions {
  /** Also copy dotfiles. */
  readonly hidden: boolean;
  /** Upper limit of mtimes, in milliseconds since 1970 (https://reproducible-builds.org/specs/source-date-epoch/). */
  readonly latest: number;
}

/**
 * Copies the servable files and the settings of a site, with their mtimes. Links are returned instead of copied, so no
 * file from outside the site is included.
 *
 * @throws {BuildError} If a file or directory is unreadable.
 */
export function copySite(from: string, to: string, options: CopyOptions): CopiedSite {
  const servedRoot: ServedRoot = {
    fileSystem: DISK,
    root: new Root(DISK, from),
    rules: { hidden: options.hidden, windows: false },
    followSymlinks: false,
  };
  const copied: CopiedSite = { directories: {}, links: {}, files: [], leftOut: [] };
  copyFolder({ servedRoot, to, options, copied }, []);
  return copied;
}

interface CopyState {
  readonly servedRoot: ServedRoot;
  readonly to: string;
  readonly options: CopyOptions;
  readonly copied: CopiedSite;
}

function copyFolder(copying: CopyState, segments: readonly string[]): void {
  const { servedRoot, to, copied } = copying;
  const path = segments.join("/");
  const source = servedRoot.root.pathOf(segments);
  Deno.mkdirSync(`${to}/${path}`, { recursive: true });
  copied.directories[path] = timeOf(copying, Deno.statSync(source));
  const entries = reading(source, () => [...Deno.readDirSync(source)]);
  for (const entry of entries.sort((one, other) => one.name < other.name ? -1 : 1)) {
    copyEntry(copying, [...segments, entry.name], entry);
  }
}

function copyEntry(copying: CopyState, segments: readonly string[], entry: Deno.DirEntry): void {
  const { servedRoot, to, copied, options } = copying;
  const path = segments.join("/");
  const isHidden = entry.name.startsWith(".") && path !== ".well-known";
  if (isHidden && !options.hidden) return void copied.leftOut.push(`${path} (a dotfile)`);
  if (entry.isDirectory) return copyFolder(copying, segments);
  if (entry.isSymlink) {
    const target = resolvePath(servedRoot, segments);
    if (target === undefined) {
      return void copied.leftOut.push(`${path} (a link to a path that is not served)`);
    }
    copied.links[path] = target.segments.join("/");
    return;
  }
  if (!entry.isFile) return void copied.leftOut.push(`${path} (not a regular file)`);
  const source = servedRoot.root.pathOf(segments);
  reading(source, () => Deno.copyFileSync(source, `${to}/${path}`));
  const time = new Date(timeOf(copying, Deno.statSync(source)));
  Deno.chmodSync(`${to}/${path}`, 0o644);
  Deno.utimeSync(`${to}/${path}`, time, time);
  copied.files.push(path);
}

function timeOf({ options }: CopyState, { mtime }: Deno.FileInfo): number {
  return Math.min(mtime?.getTime() ?? 0, options.latest);
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : `${error}`;
    throw new BuildError(`"${path}" can't be read: ${reason}`, "make it readable or remove it");
  }
}
