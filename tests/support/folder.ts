import { dirname } from "node:path";

/** A temporary directory, removed when it is disposed. */
export class TemporaryFolder implements Disposable {
  readonly path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "plinth_" }));

  /** Returns the absolute path of a name in the directory. */
  at(name: string): string {
    return name === "" ? this.path : `${this.path}/${name}`;
  }

  /**
   * Writes a file and creates its parent directories.
   *
   * @param modified Modification time; now if omitted.
   */
  write(name: string, content: string | Uint8Array, modified?: Date): void {
    this.makeFolder(dirname(`./${name}`));
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    Deno.writeFileSync(this.at(name), bytes);
    if (modified !== undefined) Deno.utimeSync(this.at(name), modified, modified);
  }

  /** Creates a sparse file of zeros. @param size In bytes. */
  writeZeros(name: string, size: number): void {
    this.write(name, "");
    Deno.truncateSync(this.at(name), size);
  }

  makeFolder(name: string): void {
    Deno.mkdirSync(this.at(name), { recursive: true });
  }

  link(target: string, name: string): void {
    this.makeFolder(dirname(`./${name}`));
    Deno.symlinkSync(target, this.at(name));
  }

  remove(name: string): void {
    Deno.removeSync(this.at(name), { recursive: true });
  }

  /** Whether a name exists, without following links. */
  has(name: string): boolean {
    try {
      Deno.lstatSync(this.at(name));
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
