// Content-based entity tags change exactly when the bytes change, whatever the timestamps are.

import { assertEquals, assertNotEquals } from "@std/assert";
import {
  contentOrStatus,
  type HotCase,
  type HotFolder,
  NEW,
  NEWER,
  OLD,
  testHotCases,
} from "../support/hot.ts";

const A = "content A ".repeat(500);
const B = "content B ".repeat(500);

const CODINGS = ["identity", "br", "gzip", "zstd"];

/** Changes of the bytes. Brackets describe a faulty cache that would keep the old tag. */
const REWRITINGS: Readonly<Record<string, (place: HotFolder) => void>> = {
  "rewritten [looks at the size]": (place) => place.write("a.txt", B),
  "rewritten, its mtime set back [size and mtime]": (place) => place.write("a.txt", B, NEW),
  "replaced by one of the same size and mtime [size and mtime]": (place) =>
    Deno.renameSync(place.outside("a.txt"), place.at("a.txt")),
};

function prepare(place: HotFolder): void {
  place.write("a.txt", A, NEW);
  place.writeOutside("a.txt", B, NEW);
}

async function tags(place: HotFolder, content: string): Promise<string[]> {
  const all: string[] = [];
  for (const coding of CODINGS) {
    const response = await place.ask("a.txt", { "Accept-Encoding": coding });
    assertEquals(contentOrStatus(response), content);
    all.push(response.field("etag") ?? "none");
  }
  assertEquals(new Set(all).size, CODINGS.length);
  return all;
}

async function heat(place: HotFolder): Promise<string[]> {
  for (const coding of CODINGS) await place.warmUp("a.txt", { "Accept-Encoding": coding });
  return await tags(place, A);
}

const rewritings = Object.entries(REWRITINGS).map(([name, act]): HotCase => ({
  name,
  prepare,
  async run(place) {
    const [old = ""] = await heat(place);
    await place.change(() => act(place));
    // A client that has the old version must not get 304.
    const { status, text, field } = await place.ask("a.txt", { "If-None-Match": old });
    assertEquals([status, text === B], [200, true]);
    assertNotEquals(field("etag"), old);
    const now = await tags(place, B);
    assertEquals(now[0], field("etag"));
    await place.change(() => place.write("a.txt", A, NEW));
    assertEquals((await tags(place, A))[0], old);
  },
}));

const touched: HotCase = {
  name: "touched: the same ETag, a new Last-Modified [keeps the reply head]",
  prepare,
  async run(place) {
    const old = await heat(place);
    for (const time of [NEWER, OLD]) {
      await place.change(() => Deno.utimeSync(place.at("a.txt"), time, time));
      const { field } = await place.ask("a.txt", {}, "HEAD");
      assertEquals([field("etag"), field("last-modified")], [old[0], time.toUTCString()]);
      assertEquals(await tags(place, A), old);
    }
  },
};

testHotCases("hot digests", [...rewritings, touched], ["--etag=content"]);
