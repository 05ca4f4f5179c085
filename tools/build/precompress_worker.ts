// Compresses files at the highest useful level.

import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { SUFFIXES } from "../../lib/files/find_file.ts";
import type { Coding } from "../../lib/http/content_coding.ts";
import type { PrecompressTask } from "./precompress.ts";

/** Maximum size of a sidecar relative to the file. */
const MAX_RATIO = 0.95;

// The global types describe a window; these are the members of a worker.
const scope = self as unknown as {
  onmessage: (event: MessageEvent<PrecompressTask>) => void;
  postMessage(made: string[]): void;
};

scope.onmessage = ({ data: { path, codings } }) => {
  const bytes = Deno.readFileSync(path);
  const { mtime } = Deno.statSync(path);
  const made = codings.flatMap((coding) => {
    const compressed = compress(bytes, coding);
    if (compressed.byteLength > bytes.byteLength * MAX_RATIO) return [];
    const sidecar = `${path}${SUFFIXES[coding]}`;
    Deno.writeFileSync(sidecar, compressed);
    if (mtime !== null) Deno.utimeSync(sidecar, mtime, mtime);
    return [sidecar];
  });
  scope.postMessage(made);
};

function compress(bytes: Uint8Array<ArrayBuffer>, coding: Coding): Uint8Array {
  switch (coding) {
    case "br": {
      const { BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
      const params = {
        [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY,
        [BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      };
      return brotliCompressSync(bytes, { params });
    }
    case "zstd":
      // Levels above 19 need a larger window than the 8 MB that RFC 9659 allows.
      return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } });
    case "gzip":
      return gzipSync(bytes, { level: 9 });
  }
}
