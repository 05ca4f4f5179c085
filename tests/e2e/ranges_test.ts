// Ranges (RFC 9110 §14), on the wire.

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { latin1, type RawResponse } from "../support/raw.ts";
import { shared, Site } from "../support/server.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz";
const MODIFIED = new Date("2024-02-03T04:05:06Z");
const LARGE = Uint8Array.from({ length: 1_000_000 }, (_, index) => index % 251);

const site = shared(() =>
  Site.start((folder) => {
    folder.write("abc.txt", ALPHABET, MODIFIED);
    folder.write("empty.txt", "", MODIFIED);
    folder.write("large.bin", LARGE, MODIFIED);
  })
);

async function get(
  range: string,
  fields: Record<string, string> = {},
  name = "abc.txt",
): Promise<RawResponse> {
  return await site().server.request(`/${name}`, { Range: range, ...fields });
}

/** Parses a multipart/byteranges body, and checks every byte of it. */
function partsOf(response: RawResponse): { head: string; content: string }[] {
  const type = response.field("content-type") ?? "";
  const boundary = /^multipart\/byteranges; boundary=([0-9A-Za-z]+)$/.exec(type)?.[1] ?? "";
  assertNotEquals(boundary, "");
  assertEquals(response.field("content-length"), `${response.body.byteLength}`);
  const [preamble, ...rest] = latin1(response.body).split(
    `--${boundary}`,
  );
  assertEquals([preamble, rest.pop()], ["", "--\r\n"]);
  return rest.map((part) => {
    const end = part.indexOf("\r\n\r\n");
    assertEquals([part.slice(0, 2), part.slice(-2)], ["\r\n", "\r\n"]);
    return { head: part.slice(2, end), content: part.slice(end + 4, -2) };
  });
}

Deno.test("ranges: one range", async () => {
  const ranges = {
    "bytes=0-0": "0-0",
    "bytes=2-5": "2-5",
    "bytes=25-25": "25-25",
    "bytes=20-": "20-25",
    "bytes=20-99999999999999999999999999": "20-25",
    "bytes=-1": "25-25",
    "bytes=-26": "0-25",
    "bytes=-1000000000000000000000000": "0-25",
    "BYTES=2-5": "2-5",
    "bytes=0002-0005": "2-5",
    "bytes= 2-5 ,": "2-5",
    "bytes=2-5,30-40": "2-5",
  };
  for (const [range, served] of Object.entries(ranges)) {
    const response = await get(range);
    const [start = 0, end = 0] = served.split("-").map(Number);
    assertEquals([range, response.status], [range, 206]);
    assertEquals(response.field("content-range"), `bytes ${served}/26`);
    assertEquals(response.text, ALPHABET.slice(start, end + 1));
    assertEquals(response.field("content-length"), `${end + 1 - start}`);
    assertEquals(response.field("content-type"), "text/plain; charset=UTF-8");
    assertEquals(response.field("accept-ranges"), "bytes");
    assertMatch(response.field("etag") ?? "", /^"/);
  }
});

Deno.test("ranges: several ranges become a multipart body in the requested order", async () => {
  const response = await get("bytes=20-22, 0-1,-2, 90-99");
  assertEquals(response.status, 206);
  assertEquals(response.field("content-range"), undefined);
  const type = "Content-Type: text/plain; charset=UTF-8\r\n";
  assertEquals(partsOf(response), [
    { head: `${type}Content-Range: bytes 20-22/26`, content: "uvw" },
    { head: `${type}Content-Range: bytes 0-1/26`, content: "ab" },
    { head: `${type}Content-Range: bytes 24-25/26`, content: "yz" },
  ]);
});

Deno.test("ranges: a large multipart body is streamed completely", async () => {
  const response = await get("bytes=500000-999999,0-399999", {}, "large.bin");
  const contents = partsOf(response).map(({ content }) => content);
  const whole = latin1(LARGE);
  assert(contents.length === 2);
  assert(contents[0] === whole.slice(500_000) && contents[1] === whole.slice(0, 400_000));
});

Deno.test("ranges: 200 for too many ranges, or ranges larger than the file in total", async () => {
  const sixteen = Array.from({ length: 16 }, (_, index) => `${index}-${index}`);
  assertEquals(partsOf(await get(`bytes=${sixteen.join(",")}`)).length, 16);
  const ignored = [
    `bytes=${sixteen.join(",")},16-16`,
    "bytes=0-,0-",
    "bytes=0-20,10-25",
    "bytes=0-25,-1",
  ];
  for (const range of ignored) {
    const response = await get(range);
    assertEquals([range, response.status, response.text], [range, 200, ALPHABET]);
  }
  const unsatisfiable = Array.from({ length: 17 }, () => "99-").join(",");
  assertEquals((await get(`bytes=${unsatisfiable}`)).status, 200);
});

Deno.test("ranges: an invalid Range field is ignored", async () => {
  const ranges = [
    "bytes=",
    "bytes=a-b",
    "bytes=5-2",
    "bytes=1-2,5-2",
    "bytes=--1",
    "bytes=1",
    "bytes=1-2-3",
  ];
  for (
    const range of [
      ...ranges,
      "items=0-1",
      "0-1",
      "bytes 0-1",
      "bytes=0x0-0x1",
      "bytes=1.0-2",
      "bytes=-",
    ]
  ) {
    const response = await get(range);
    assertEquals([range, response.status, response.text], [range, 200, ALPHABET]);
  }
});

Deno.test("ranges: 416 if no range is satisfiable", async () => {
  for (
    const range of [
      "bytes=26-",
      "bytes=26-30",
      "bytes=99999999999999999999-",
      "bytes=-0",
      "bytes=30-,40-",
    ]
  ) {
    const response = await get(range);
    assertEquals([range, response.status], [range, 416]);
    assertEquals(response.field("content-range"), "bytes */26");
    assertEquals(response.field("accept-ranges"), "bytes");
    assertEquals(response.field("cache-control"), "no-store");
  }
});

Deno.test("ranges: of an empty file", async () => {
  for (const range of ["bytes=0-", "bytes=0-0", "bytes=5-9", "bytes=-0"]) {
    const response = await get(range, {}, "empty.txt");
    assertEquals([range, response.status], [range, 416]);
    assertEquals(response.field("content-range"), "bytes */0");
  }
  const suffix = await get("bytes=-5", {}, "empty.txt");
  assertEquals([suffix.status, suffix.field("content-length")], [200, "0"]);
});

Deno.test("ranges: only GET supports them", async () => {
  const head = await site().server.request("/abc.txt", { Range: "bytes=0-1" }, "HEAD");
  assertEquals([head.status, head.field("content-length")], [200, "26"]);
});

Deno.test("ranges: If-Range", async () => {
  const etag = (await get("bytes=0-0")).field("etag") ?? "";
  const date = "Sat, 03 Feb 2024 04:05:06 GMT";
  for (
    const [condition, status] of [
      [etag, 206],
      [date, 206],
      [`W/${etag}`, 200],
      ['"other"', 200],
      ["Sat, 03 Feb 2024 04:05:05 GMT", 200],
      ["Sat, 03 Feb 2024 04:05:07 GMT", 200],
      ["nonsense", 200],
      ["*", 200],
    ] as const
  ) {
    const response = await get("bytes=0-1", { "If-Range": condition });
    assertEquals([condition, response.status], [condition, status]);
    assertEquals(response.text, status === 206 ? "ab" : ALPHABET);
    // If the If-Range condition is false, an unsatisfiable range is ignored too.
    const beyond = await get("bytes=99-", { "If-Range": condition });
    assertEquals([condition, beyond.status], [condition, status === 206 ? 416 : 200]);
  }
});

Deno.test("ranges: a recent Last-Modified is not a strong validator", async () => {
  // A second may begin between the two requests: the date is then a second old, and strong.
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    site().folder.write("now.txt", ALPHABET);
    const date = (await site().server.request("/now.txt")).field("last-modified") ?? "";
    statuses.push((await get("bytes=0-1", { "If-Range": date }, "now.txt")).status);
    if (statuses.includes(200)) return;
  }
  throw new Error(`always partial: ${statuses}`);
});
