import { assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import { ContentCache, contentKey } from "../../../lib/content/content_cache.ts";
import type { FileStat } from "../../../lib/files/file_system.ts";

const STAT: FileStat = {
  kind: "file",
  ...{ size: 1, mtime: 2, ctime: 3, device: 4, inode: 5, mode: 0o644 },
};

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

Deno.test("ContentCache gives the bytes that it was given", () => {
  const cache = new ContentCache(1e6);
  const bytes = utf8("a");
  assertStrictEquals(cache.set("a", bytes).bytes, bytes);
  assertEquals(cache.get("a")?.fromMemory, true);
  assertStrictEquals(cache.get("a")?.bytes, bytes);
  assertEquals([cache.has("a"), cache.has("b"), cache.get("b")], [true, false, undefined]);
});

Deno.test("ContentCache keeps within its limit, and what was used last", () => {
  const cache = new ContentCache(60_000);
  for (let number = 0; number < 20; number++) {
    cache.set(`${number}`, new Uint8Array(10_000));
    cache.get("0");
  }
  const kept = Array.from({ length: 20 }, (_, number) => number).filter((number) =>
    cache.has(`${number}`)
  );
  assertEquals(kept.length <= 6 && kept.length >= 4, true);
  assertEquals([kept[0], kept.at(-1)], [0, 19]);
  cache.set("huge", new Uint8Array(100_000));
  assertEquals(cache.get("huge"), undefined);
});

Deno.test("ContentCache admits anything while there is room, then what is asked for again", () => {
  const cache = new ContentCache(100_000);
  assertEquals(cache.admits("first", 50_000), true);
  cache.set("first", new Uint8Array(50_000));
  assertEquals(cache.admits("small", 10_000), true);
  assertEquals([cache.admits("second", 50_000), cache.admits("third", 50_000)], [false, false]);
  assertEquals([cache.admits("second", 50_000), cache.admits("third", 50_000)], [true, true]);
  // What was asked for long ago is forgotten.
  assertEquals(cache.admits("once", 50_000), false);
  for (let other = 0; other < 2000; other++) cache.admits(`other ${other}`, 50_000);
  assertEquals(cache.admits("once", 50_000), false);
});

Deno.test("contentKey() tells versions and codings apart", () => {
  assertEquals(contentKey(STAT), contentKey({ ...STAT, mode: 0o600 }));
  for (const other of [{ ...STAT, mtime: 9 }, { ...STAT, ctime: 9 }, { ...STAT, inode: 9 }]) {
    assertNotEquals(contentKey(STAT), contentKey(other));
  }
  assertEquals(
    new Set([contentKey(STAT), contentKey(STAT, "br"), contentKey(STAT, "gzip")]).size,
    3,
  );
});
