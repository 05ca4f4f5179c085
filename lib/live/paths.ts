/** Returns a path below one of the roots, with slashes; undefined if it is outside. */
export function relative(path: string, roots: readonly string[]): string | undefined {
  const slashed = Deno.build.os === "windows" ? path.replaceAll("\\", "/") : path;
  const root = roots.find((candidate) => slashed.startsWith(`${candidate}/`));
  return root === undefined ? undefined : slashed.slice(root.length + 1);
}

/** Resolves symbolic links. Returns the path itself if that fails. */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path).replaceAll("\\", Deno.build.os === "windows" ? "/" : "\\");
  } catch {
    return path;
  }
}

/** Returns a string that differs for another directory at the same path; undefined if there is none. */
export function identify(path: string): string | undefined {
  const stat = statPath(path);
  // The birth time is needed because file systems reuse a freed inode number at once.
  return stat && `${stat.dev}:${stat.ino}:${stat.birthtime?.getTime()}`;
}

/** Stats a file or directory; undefined if that fails. */
export function statPath(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
