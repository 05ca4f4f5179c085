import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Name of the file with the SHA-256 digests of the other files, in the format of sha256sum(1). */
export const CHECKSUMS = "SHA256SUMS";

/** Writes the checksums of files in a directory. */
export async function writeChecksums(folder: string, names: readonly string[]): Promise<void> {
  const lines: string[] = [];
  for (const name of [...names].sort()) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(`${folder}/${name}`), hash);
    lines.push(`${hash.digest("hex")}  ${name}\n`);
  }
  Deno.writeTextFileSync(`${folder}/${CHECKSUMS}`, lines.join(""));
}
