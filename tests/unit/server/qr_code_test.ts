import { assert, assertEquals } from "@std/assert";
import jsqr from "jsqr";
import { qrCode } from "../../../lib/server/qr_code.ts";

// The package is CommonJS: its types and the runtime differ on where its function is.
const readQr = jsqr as unknown as typeof jsqr.default;

/** How many pixels make a module. */
const SCALE = 4;

/** Looks at the text as a camera does: half a character is a square, ink is black or white. */
function photograph(lines: readonly string[], inkIsBlack: boolean): string | undefined {
  const modules = lines.flatMap((line) => [
    [...line].map((char) => "█▀".includes(char)),
    [...line].map((char) => "█▄".includes(char)),
  ]);
  const width = (modules[0]?.length ?? 0) * SCALE;
  const height = modules.length * SCALE;
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInk = modules[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)] ?? false;
      pixels.set([...Array(3).fill(isInk === inkIsBlack ? 0 : 255), 255], (y * width + x) * 4);
    }
  }
  return readQr(pixels, width, height)?.data;
}

const URLS = [
  "http://127.0.0.1:8000/",
  "http://[2001:db8::1]:8000/some/base/path/",
  `https://example.org/${"x".repeat(100)}/`,
];

Deno.test("qrCode() is read by another program: black on white, and as light on a dark terminal", () => {
  for (const url of URLS) {
    const colored = qrCode(url, true).split("\n").slice(0, -1);
    // deno-lint-ignore no-control-regex -- colours
    const bare = colored.map((line) => line.replace(/\u001b\[[\d;]*m/g, ""));
    assert(colored.every((line) => line.startsWith("\u001b[") && line.endsWith("\u001b[0m")));
    assertEquals(photograph(bare, true), url);
    const plain = qrCode(url, false);
    assert(!plain.includes("\u001b"));
    assertEquals(photograph(plain.split("\n").slice(0, -1), false), url);
  }
});
