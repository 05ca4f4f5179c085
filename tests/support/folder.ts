import { dirname } from "node:path";

/** A temporary folder with what a test puts there; gone when it is disposed of. */
export class Folder implements Disposable {
  readonly path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "plinth_" }));

  /** The path of something in the folder. */
  at(name: string): string {
    return name === "" ? this.path : `${this.path}/${name}`;
  }

  /**
   * Writes a file, making the folders above it.
   *
   * @param modified The time of its last modification; now when it is left out.
   */
  write(name: string, content: string | Uint8Array, modified?: Date): void {
    this.makeFolder(dirname(`./${name}`));
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    Deno.writeFileSync(this.at(name), bytes);
    if (modified !== undefined) Deno.utimeSync(this.at(name), modified, modified);
  }

  /** Makes a file of zeros that takes no space. @param size In bytes. */
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

  /** Whether something is there. */
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
