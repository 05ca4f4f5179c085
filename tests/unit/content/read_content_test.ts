import { assertEquals, assertRejects } from "@std/assert";
import { readPieces, streamPieces } from "../../../lib/content/read_content.ts";
import { type Piece } from "../../../lib/http/multipart.ts";
import { openFile } from "../../support/open_file.ts";
import { memoryFiles, memoryServedRoot, ROOT } from "../../support/memory_site.ts";

/** A memory file system with one open file in it. */
function opened(content: string | Uint8Array) {
  const files = memoryFiles({ "a": content });
  const found = openFile(memoryServedRoot(files), ["a"]);
  if (found === undefined) throw new Error("not opened");
  return { files, ...found };
}

const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

const PIECES: readonly Piece[] = [
  new TextEncoder().encode("<"),
  { start: 4, end: 7 },
  new TextEncoder().encode("|"),
  { start: 0, end: 2 },
  new TextEncoder().encode(">"),
];

for (const maxReadBytes of [Infinity, 1, 2]) {
  Deno.test(`readPieces() joins bytes and ranges, in reads of at most ${maxReadBytes}`, () => {
    const { files, file, stat } = opened("0123456789");
    files.maxReadBytes = maxReadBytes;
    assertEquals(text(readPieces(file, stat, PIECES, 8)), "<456|01>");
    assertEquals(text(readPieces(file, stat, [{ start: 0, end: 10 }], 10)), "0123456789");
    assertEquals(text(readPieces(file, stat, [], 0)), "");
  });

  Deno.test(`streamPieces() gives bytes and ranges, in reads of at most ${maxReadBytes}`, async () => {
    const { files, file } = opened("0123456789");
    files.maxReadBytes = maxReadBytes;
    const source = streamPieces(file, PIECES);
    let all = "";
    for (let piece = await source.read(); piece; piece = await source.read()) all += text(piece);
    assertEquals(all, "<456|01>");
    assertEquals(files.closed, 0);
    source.close();
    assertEquals(files.closed, 1);
  });
}

Deno.test("readPieces() is undefined when the file is another version than decided on", () => {
  for (const change of ["9876543210", "01234567890", "012345678"]) {
    for (const call of ["readSync", "fstat"]) {
      const { files, file, stat } = opened("0123456789");
      let changed = false;
      files.before = (name) => {
        if (name !== call || changed) return;
        changed = true;
        files.write(`${ROOT}/a`, change);
      };
      assertEquals(readPieces(file, stat, [{ start: 0, end: 10 }], 10), undefined);
    }
  }
});

Deno.test("readPieces() is undefined when the file became shorter than a range", () => {
  const { files, file, stat } = opened("0123456789");
  files.write(`${ROOT}/a`, "0123");
  assertEquals(readPieces(file, stat, [{ start: 6, end: 10 }], 4), undefined);
});

Deno.test("readPieces() is undefined when a read gives nothing, whatever the stat says", () => {
  const { files, file, stat } = opened("0123456789");
  files.maxReadBytes = 0;
  assertEquals(readPieces(file, stat, [{ start: 0, end: 10 }], 10), undefined);
});

Deno.test("readPieces() reads on from a file that was replaced by rename", () => {
  const { files, file, stat } = opened("old");
  files.put(`${ROOT}/a`, "new");
  assertEquals(text(readPieces(file, stat, [{ start: 0, end: 3 }], 3)), "old");
});

Deno.test("streamPieces() reads a large file in several pieces, in order", async () => {
  const content = new Uint8Array(700_000).map((_, index) => index * 31 >> 3);
  const { file } = opened(content);
  const source = streamPieces(file, [{ start: 5, end: content.length }]);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let last: Uint8Array<ArrayBuffer> | undefined;
  for (let piece = await source.read(); piece; piece = await source.read()) {
    // The memory of the one before has been freed.
    assertEquals(last?.byteLength ?? 0, 0);
    last = piece;
    pieces.push(piece.slice());
  }
  assertEquals(pieces.length > 1, true);
  assertEquals(await new Blob(pieces).bytes(), content.slice(5));
  source.close();
});

Deno.test("streamPieces() fails when the file ends early", async () => {
  const { files, file } = opened("0123456789");
  const source = streamPieces(file, [{ start: 0, end: 10 }]);
  files.write(`${ROOT}/a`, "0123");
  assertEquals(text(await source.read()), "0123");
  await assertRejects(() => source.read(), Error, "shorter");
  source.close();
});
