import type { FileSystem } from "./file_system.ts";

/**
 * The root directory of a site. Files are opened by paths below `path`, which the sandbox allows reading. Their real
 * paths are compared with `realPath`.
 */
export class Root {
  readonly #fileSystem: FileSystem;
  #realPath: string;

  /** @param path Absolute. It may be a symlink, whose target may change while the server runs. */
  constructor(fileSystem: FileSystem, readonly path: string) {
    this.#fileSystem = fileSystem;
    this.#realPath = fileSystem.realPath(path) ?? path;
  }

  get realPath(): string {
    return this.#realPath;
  }

  /** Resolves the real path again. @returns Whether it has changed. */
  refresh(): boolean {
    const before = this.#realPath;
    this.#realPath = this.#fileSystem.realPath(this.path) ?? before;
    return this.#realPath !== before;
  }

  /** Returns the path for file system calls. */
  pathOf(segments: readonly string[]): string {
    return join(this.path, segments);
  }

  /** Returns the real path of a file if its path has no symlinks. */
  realPathOf(segments: readonly string[]): string {
    return join(this.#realPath, segments);
  }

  /** Returns the segments of a real path below the root; undefined if it is outside. */
  segmentsOf(realPath: string): string[] | undefined {
    if (realPath === this.#realPath) return [];
    const prefix = this.#realPath.endsWith("/") ? this.#realPath : `${this.#realPath}/`;
    return realPath.startsWith(prefix) ? realPath.slice(prefix.length).split("/") : undefined;
  }
}

function join(base: string, segments: readonly string[]): string {
  if (segments.length === 0) return base;
  return `${base.endsWith("/") ? base : `${base}/`}${segments.join("/")}`;
}
