import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** The file that names the SHA-256 digests of the others, as sha256sum(1) reads it. */
export const CHECKSUMS = "SHA256SUMS";

/** Writes the checksums of files of a folder. */
export async function writeChecksums(folder: string, names: readonly string[]): Promise<void> {
  const lines: string[] = [];
  for (const name of [...names].sort()) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(`${folder}/${name}`), hash);
    lines.push(`${hash.digest("hex")}  ${name}\n`);
  }
  Deno.writeTextFileSync(`${folder}/${CHECKSUMS}`, lines.join(""));
}
