import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { WrongAnswer } from "./wrong_answer.ts";

/**
 * Decodes a content coding.
 *
 * @throws {WrongAnswer} If there is none, or one that was not requested.
 */
export function decode(body: Uint8Array, coding: string | undefined): Uint8Array {
  switch (coding) {
    case "br":
      return brotliDecompressSync(body);
    case "gzip":
      return gunzipSync(body);
    case "zstd":
      return zstdDecompressSync(body);
    default:
      throw new WrongAnswer(`content-encoding is ${coding ?? "none"}, not br, gzip or zstd`);
  }
}
