import type { FileSystem } from "./file_system.ts";
import { isInside } from "../util/path.ts";

/**
 * A disk whose folder for temporary files is served seems to have the executable's own parts in it, by a path that
 * the runtime makes up: they are not there.
 */
export function withoutProgram(files: FileSystem, program: string): FileSystem {
  return {
    realPath: (path) => isInside(path, program) ? undefined : files.realPath(path),
    lstat: (path) => isInside(path, program) ? undefined : files.lstat(path),
    stat: (path) => isInside(path, program) ? undefined : files.stat(path),
    exists: (path) => !isInside(path, program) && files.exists(path),
    readLink: (path) => isInside(path, program) ? undefined : files.readLink(path),
    open: (path, followLink) => isInside(path, program) ? undefined : files.open(path, followLink),
    readDirectory: (path) =>
      isInside(path, program) ? Promise.resolve(undefined) : files.readDirectory(path),
    isReadable: (path, stat, followLink) =>
      !isInside(path, program) && files.isReadable(path, stat, followLink),
  };
}
