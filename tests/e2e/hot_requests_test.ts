// Every kind of request for a cached file that changes: the first request after the change gets the new version only.
// Brackets describe a faulty cache that would send the old one.

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
import type { RawResponse } from "../support/raw.ts";

/** Compressible and large enough to be compressed. The versions differ in size. */
const A = "content A ".repeat(500);
const B = "new content B ".repeat(400);

/** Response for the old version. The client keeps its ETag and Last-Modified. */
interface Old {
  readonly etag: string;
  readonly date: string;
}

/** A request, and the expected response after the change. */
interface First {
  readonly name: string;
  readonly fields?: (old: Old) => Record<string, string>;
  readonly method?: string;
  readonly expected: string | number;
  /** Fields of the response. */
  readonly has?: Readonly<Record<string, string>>;
}

const LENGTH = { "content-length": `${B.length}`, "last-modified": NEWER.toUTCString() };

const FIRSTS: readonly First[] = [
  { name: "a GET [keeps the reply head]", expected: B, has: LENGTH },
  {
    name: "a HEAD [stats only before it sends content]",
    method: "HEAD",
    expected: "",
    has: LENGTH,
  },
  {
    name: "If-None-Match with the old tag [caches the 304]",
    fields: ({ etag }) => ({ "If-None-Match": etag }),
    expected: B,
    has: LENGTH,
  },
  {
    name: "If-Modified-Since with the old date [caches the 304]",
    fields: ({ date }) => ({ "If-Modified-Since": date }),
    expected: B,
    has: LENGTH,
  },
  {
    name: "If-Match with the old tag [evaluates it from the cache]",
    fields: ({ etag }) => ({ "If-Match": etag }),
    expected: 412,
  },
  {
    name: "If-Unmodified-Since with the old date [evaluates it from the cache]",
    fields: ({ date }) => ({ "If-Unmodified-Since": date }),
    expected: 412,
  },
  {
    name: "a range [slices the cached content, or uses its size]",
    fields: () => ({ Range: "bytes=-20" }),
    expected: 206,
    has: { "content-range": `bytes ${B.length - 20}-${B.length - 1}/${B.length}` },
  },
  {
    name: "a range beyond the old end [caches the 416]",
    fields: () => ({ Range: `bytes=${A.length + 10}-` }),
    expected: 206,
    has: { "content-range": `bytes ${A.length + 10}-${B.length - 1}/${B.length}` },
  },
  {
    name: "If-Range with the old tag [mixes two versions in the client]",
    fields: ({ etag }) => ({ Range: "bytes=0-9", "If-Range": etag }),
    expected: B,
    has: LENGTH,
  },
  {
    name: "If-Range with the old date [mixes two versions in the client]",
    fields: ({ date }) => ({ Range: "bytes=0-9", "If-Range": date }),
    expected: B,
    has: LENGTH,
  },
  ...["br", "gzip", "zstd"].map((coding): First => ({
    name: `${coding} on the fly [keeps what it compressed by path]`,
    fields: () => ({ "Accept-Encoding": coding }),
    expected: B,
    has: { "content-encoding": coding, "last-modified": NEWER.toUTCString() },
  })),
];

async function heat(place: HotFolder, { fields, method }: First): Promise<Old> {
  await place.warmUp("a.txt", fields?.({ etag: '"none"', date: OLD.toUTCString() }), method);
  const { field, text } = await place.warmUp("a.txt");
  assertEquals(text, A);
  return { etag: field("etag") ?? "", date: field("last-modified") ?? "" };
}

async function expectNew(place: HotFolder, first: First, response: RawResponse): Promise<void> {
  assertEquals(first.method === "HEAD" ? response.text : contentOrStatus(response), first.expected);
  for (const [name, value] of Object.entries(first.has ?? {})) {
    assertEquals(response.field(name), value);
  }
  // All other kinds of request now get the new version too.
  const { field, text } = await place.ask("a.txt");
  assertEquals(text, B);
  const still = await place.ask("a.txt", { "If-None-Match": field("etag") ?? "" });
  assertEquals(still.status, 304);
}

const firsts = FIRSTS.map((first): HotCase => ({
  name: `the next request is ${first.name}`,
  prepare: (place) => place.write("a.txt", A, NEW),
  async run(place) {
    const old = await heat(place, first);
    await place.change(() => place.write("a.txt", B, NEWER));
    const response = await place.ask("a.txt", first.fields?.(old), first.method);
    assertNotEquals(response.field("etag"), old.etag);
    if (response.status === 206) {
      const { "content-range": range = "" } = first.has ?? {};
      const [, start, end] = /(\d+)-(\d+)/.exec(range) ?? [];
      assertEquals(response.text, B.slice(Number(start), Number(end) + 1));
    }
    await expectNew(place, first, response);
  },
}));

/** Compressed contents have a separate cache, and so may ranges and whole files. */
const sameSign: HotCase = {
  name:
    "a compressed reply or range is new even at the same size and mtime [compares size and mtime]",
  prepare: (place) => place.write("a.txt", A, NEW),
  async run(place) {
    const kinds = ["br", "gzip", "zstd"].map((coding) => ({ "Accept-Encoding": coding }));
    for (const kind of [...kinds, { Range: "bytes=0-9" }]) await place.warmUp("a.txt", kind);
    const C = A.replaceAll("A", "C");
    await place.change(() => place.write("a.txt", C, NEW));
    for (const kind of kinds) await place.expect("a.txt", C, kind);
    const { status, text } = await place.ask("a.txt", { Range: "bytes=0-9" });
    assertEquals([status, text], [206, "content C "]);
  },
};

testHotCases("hot requests", [...firsts, sameSign]);
