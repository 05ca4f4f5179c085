import { assertEquals } from "@std/assert";
import { mediaTypeOf } from "../../../lib/http/media_type.ts";

const ROWS: readonly (readonly [string, string, boolean])[] = [
  ["a.html", "text/html; charset=UTF-8", true],
  ["A.HTML", "text/html; charset=UTF-8", true],
  ["a.css", "text/css; charset=UTF-8", true],
  ["a.js", "text/javascript; charset=UTF-8", true],
  ["a.mjs", "text/javascript; charset=UTF-8", true],
  ["a.txt", "text/plain; charset=UTF-8", true],
  ["a.md", "text/markdown; charset=UTF-8", true],
  ["a.json", "application/json; charset=UTF-8", true],
  ["a.js.map", "application/json; charset=UTF-8", true],
  ["a.svg", "image/svg+xml", true],
  ["a.xml", "application/xml", true],
  ["a.wasm", "application/wasm", true],
  ["a.webmanifest", "application/manifest+json; charset=UTF-8", true],
  ["a.png", "image/png", false],
  ["a.jpg", "image/jpeg", false],
  ["a.woff2", "font/woff2", false],
  ["a.mp4", "video/mp4", false],
  ["a.zip", "application/zip", false],
  ["a.gz", "application/gzip", false],
  ["a.zst", "application/zstd", false],
  ["a.unknown-thing", "application/octet-stream", false],
  ["README", "application/octet-stream", false],
  ["", "application/octet-stream", false],
];

Deno.test("mediaTypeOf() returns type and compressibility by extension", () => {
  for (const [name, contentType, compressible] of ROWS) {
    assertEquals(mediaTypeOf(name), { contentType, compressible }, name);
  }
});
