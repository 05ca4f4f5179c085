import type { FileStat, FileSystem } from "./file_system.ts";
import type { Root } from "./root.ts";
import type { NameRules } from "./servable.ts";

/** The served folder and what of it may be served. */
export interface ServedRoot {
  readonly fileSystem: FileSystem;
  readonly root: Root;
  readonly rules: NameRules;
  /** Links that leave the root are followed. */
  readonly followSymlinks: boolean;
}

/** What a path leads to: inside the root, without a link in any place. */
export interface ResolvedPath {
  /** Below the root; as requested when links that leave it are followed. */
  readonly segments: readonly string[];
  readonly stat: FileStat;
}
