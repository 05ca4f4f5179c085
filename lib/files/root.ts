import type { FileSystem } from "./file_system.ts";

/**
 * The served folder. Files are always addressed below the path by which it was named, the only one that the
 * sandbox allows to read; its real path is what the real paths of files are compared with.
 */
export class Root {
  readonly #fileSystem: FileSystem;
  #realPath: string;

  /** @param path Absolute; perhaps a link, which may come to lead elsewhere while the server runs. */
  constructor(fileSystem: FileSystem, readonly path: string) {
    this.#fileSystem = fileSystem;
    this.#realPath = fileSystem.realPath(path) ?? path;
  }

  get realPath(): string {
    return this.#realPath;
  }

  /** Resolves the root anew: true when it leads elsewhere than before. */
  refresh(): boolean {
    const before = this.#realPath;
    this.#realPath = this.#fileSystem.realPath(this.path) ?? before;
    return this.#realPath !== before;
  }

  /** The path to give to file calls. */
  pathOf(segments: readonly string[]): string {
    return join(this.path, segments);
  }

  /** The path that a file has when no link leads to it. */
  realPathOf(segments: readonly string[]): string {
    return join(this.#realPath, segments);
  }

  /** The segments below the root of a real path; undefined when it lies outside. */
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
