import type { FileStat, FileSystem } from "./file_system.ts";
import type { Root } from "./root.ts";
import type { NameRules } from "./servable.ts";

/** A root directory with the rules that decide which of its files may be served. */
export interface ServedRoot {
  readonly fileSystem: FileSystem;
  readonly root: Root;
  readonly rules: NameRules;
  /** Whether symlinks may lead out of the root. */
  readonly followSymlinks: boolean;
}

/** A file or directory inside the root, by a path without symlinks. */
export interface ResolvedPath {
  /** Below the root. With `followSymlinks`, the path as requested. */
  readonly segments: readonly string[];
  /** The real path below the root, for authorization; with `followSymlinks`, `segments` if it is outside. */
  readonly target: readonly string[];
  readonly stat: FileStat;
}
