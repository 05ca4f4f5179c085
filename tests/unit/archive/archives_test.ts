import { assert, assertEquals, assertRejects } from "@std/assert";
import type { ArchiveEntry } from "../../../lib/archive/entries.ts";
import { tar } from "../../../lib/archive/tar.ts";
import { zip } from "../../../lib/archive/zip.ts";
import { archiveEntry, archiveFolder, bytesOf, sha256, unpack } from "../../support/archive.ts";
import { hasTool, runTool } from "../../support/tools.ts";
import { TemporaryFolder } from "../../support/folder.ts";

const KINDS = ["zip", "tar"] as const;

async function* each(entries: readonly ArchiveEntry[]): AsyncGenerator<ArchiveEntry> {
  yield* entries;
}

function make(kind: "zip" | "tar", entries: readonly ArchiveEntry[], compress = true) {
  return kind === "zip" ? zip(each(entries), compress) : tar(each(entries));
}

const MODIFIED = Date.UTC(2001, 1, 3, 4, 5, 7) / 1000;
const LINES = Array.from({ length: 100_000 }, (_, line) => `line ${line}\n`).join("");
const NOISE = crypto.getRandomValues(new Uint8Array(60_000));
const DEEP = `${"long name ".repeat(12)}/${"ü".repeat(100)}/${"x".repeat(120)}.txt`;

for (const kind of KINDS) {
  Deno.test({
    name: `${kind}() makes an archive that another program reads completely`,
    ignore: !hasTool("python3"),
    async fn() {
      const contents: readonly (readonly [string, readonly (string | Uint8Array)[]])[] = [
        ["top/empty.txt", []],
        ["top/small.txt", ["hello"]],
        ["top/文件 ünï.txt", ["a", "b", "c"]],
        ["top/lines.txt", [LINES]],
        ["top/noise.bin", Array(10).fill(NOISE)],
        ["top/noise.txt", [NOISE]],
        [`top/${DEEP}`, ["deep"]],
      ];
      const entries = contents.map(([name, pieces]) => archiveEntry(name, pieces));
      const tool = archiveEntry("top/tool", ["#!/bin/sh"], { executable: true });
      const found = await unpack(
        await bytesOf(make(kind, [archiveFolder("top"), ...entries, tool])),
        kind,
      );
      assertEquals(found[0], { name: "top/", size: 0, modified: MODIFIED, mode: 0o755 });
      assertEquals(found.at(-1)?.mode, 0o755);
      assertEquals(found.length, entries.length + 2);
      for (const [index, [name, pieces]] of contents.entries()) {
        const content = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
        assertEquals(found[index + 1], {
          ...{ name, size: content.byteLength, modified: MODIFIED, mode: 0o644 },
          digest: await sha256(content),
        });
      }
    },
  });

  Deno.test(`${kind}() throws if reading a file fails, and closes the entries`, async () => {
    const state = { closed: 0 };
    async function* entries(): AsyncGenerator<ArchiveEntry> {
      try {
        yield archiveEntry("a.txt", ["x".repeat(600_000)], {
          async *content() {
            yield new Uint8Array(300_000);
            throw new Error("the file shrank");
          },
        });
      } finally {
        state.closed++;
      }
    }
    const chunks = kind === "zip" ? zip(entries(), true) : tar(entries());
    await assertRejects(() => bytesOf(chunks), Error, "the file shrank");
    assertEquals(state.closed, 1);
  });

  Deno.test(`${kind}() closes the entries if it is aborted`, async () => {
    const state = { open: 0, closed: 0, read: 0 };
    async function* entries(): AsyncGenerator<ArchiveEntry> {
      state.open++;
      try {
        yield archiveEntry("a.txt", [], {
          size: 1e12,
          async *content() {
            for (;; state.read++) yield crypto.getRandomValues(new Uint8Array(65_536));
          },
        });
      } finally {
        state.closed++;
      }
    }
    const chunks = kind === "zip" ? zip(entries(), true) : tar(entries());
    for (let count = 0; count < 20; count++) await chunks.next();
    await chunks.return(undefined);
    assertEquals([state.open, state.closed], [1, 1]);
    // It reads only as far as it was asked, and a little ahead.
    assert(state.read < 200, `${state.read}`);
  });
}

Deno.test("zip() deflates compressible files if compression is on", async () => {
  const entries = () => [archiveEntry("a.txt", [LINES]), archiveEntry("b.txt", ["x".repeat(9999)])];
  const deflated = await bytesOf(make("zip", entries()));
  const stored = await bytesOf(make("zip", entries(), false));
  assert(deflated.byteLength * 2 < stored.byteLength);
  assert(stored.byteLength > LINES.length + 9999);
});

Deno.test({
  name: "zip() makes an archive that can be unpacked as a stream",
  ignore: !hasTool("bsdtar"),
  async fn() {
    using folder = new TemporaryFolder();
    const entries = [archiveEntry("a/lines.txt", [LINES]), archiveEntry("a/b.txt", ["b"])];
    folder.write("a.zip", await bytesOf(make("zip", entries)));
    const { status, stderr } = await runTool(
      ["sh", "-c", "cat a.zip | bsdtar -xf -"],
      folder.path,
    );
    assertEquals([status, stderr], [0, ""]);
    assertEquals(Deno.readTextFileSync(folder.at("a/lines.txt")), LINES);
  },
});

Deno.test("zip() and tar() clamp times that the format can't represent", async () => {
  for (const modified of [NaN, -1e15, 0, 5e12, 8e15]) {
    const entries = [archiveEntry("a.txt", ["a"], { modified })];
    assert((await bytesOf(make("zip", entries))).byteLength > 100);
    assert((await bytesOf(make("tar", entries))).byteLength >= 2048);
  }
});
