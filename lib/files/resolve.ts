import {
  type ContainedFile,
  locate,
  type Location,
  openContained,
  type Territory,
} from "./containment.ts";

/** What a path stands for. */
export type Resolution =
  /** `segments` names the file: that of an index file, when one was found. Whoever gets it closes it. */
  | {
    readonly kind: "file";
    readonly segments: readonly string[];
    readonly contained: ContainedFile;
  }
  /** A directory that was asked for without its final slash. */
  | { readonly kind: "redirect" }
  /** A directory without an index file. */
  | { readonly kind: "directory"; readonly location: Location }
  | { readonly kind: "absent" };

const ABSENT: Resolution = { kind: "absent" };

/**
 * Decides what a path stands for.
 *
 * @param segments Of the request's path, decoded.
 * @param directory Whether that path ended with a slash.
 * @param indexNames File names to look for in a directory, in order.
 */
export function resolve(
  territory: Territory,
  segments: readonly string[],
  directory: boolean,
  indexNames: readonly string[],
): Resolution {
  const location = locate(territory, segments);
  if (location === undefined) return ABSENT;
  if (location.stat.kind === "directory") {
    for (const name of indexNames) {
      const file = openFile(territory, [...segments, name]);
      if (file.kind !== "file") continue;
      if (directory || segments.length === 0) return file;
      file.contained.file.close();
      return { kind: "redirect" };
    }
    // One that may not be read shall not be known to exist, so it is not redirected to either.
    const path = territory.root.pathOf(location.segments);
    const readable = territory.fileSystem.isReadable(
      path,
      location.stat,
      territory.followSymlinks,
    );
    if (!readable) return ABSENT;
    return directory || segments.length === 0
      ? { kind: "directory", location }
      : { kind: "redirect" };
  }
  return directory ? ABSENT : openFile(territory, segments, location);
}

function openFile(
  territory: Territory,
  segments: readonly string[],
  location?: Location,
): Resolution {
  const contained = openContained(territory, segments, location);
  return contained === undefined ? ABSENT : { kind: "file", segments, contained };
}
