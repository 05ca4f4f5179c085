import { assertEquals } from "@std/assert";
import { type Reply, type ReplyBody, textBody } from "../../../lib/http/reply.ts";
import type { SiteFields } from "../../../lib/http/reply_head.ts";
import { buildResponse } from "../../../lib/http/response.ts";

const BARE: SiteFields = { single: {}, cookies: [] };
const BYTES = new Uint8Array([1, 2, 3]);

/** A streamed body of three bytes, and the events of its source. */
function streamed(length?: number) {
  const events: string[] = [];
  let given = false;
  const source = {
    read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
      events.push("read");
      const piece = given ? undefined : BYTES;
      given = true;
      return Promise.resolve(piece);
    },
    close: () => void events.push("close"),
  };
  const body: ReplyBody = { kind: "stream", source, ...(length !== undefined && { length }) };
  return { events, body };
}

function build(answer: Partial<Reply>, method = "GET", site = BARE) {
  const ends: string[] = [];
  const response = buildResponse(
    { status: 200, fields: {}, body: { kind: "none" }, ...answer },
    method,
    site,
    (bytes, complete) => void ends.push(`${bytes} ${complete}`),
  );
  return { response, ends };
}

Deno.test("buildResponse() sends bytes and streams with their length", async () => {
  const inMemory = build({ body: { kind: "bytes", bytes: BYTES }, status: 206 });
  assertEquals(inMemory.response.status, 206);
  assertEquals(inMemory.response.headers.get("content-length"), "3");
  assertEquals(inMemory.ends, ["3 true"]);
  assertEquals(await inMemory.response.bytes(), BYTES);

  const { body, events } = streamed(3);
  const { response, ends } = build({ body });
  assertEquals(response.headers.get("content-length"), "3");
  assertEquals(ends, []);
  assertEquals(await response.bytes(), BYTES);
  assertEquals(ends, ["3 true"]);
  assertEquals(events, ["read", "read", "close"]);
});

Deno.test("buildResponse() returns lent buffers and sends their original content", async () => {
  for (
    const [status, fields] of [[200, {}], [206, {
      "content-range": "bytes 0-2/9",
      "a": "b",
    }]] as const
  ) {
    const lent = new Uint8Array([1, 2, 3]);
    const giveBack = (bytes: Uint8Array) => void bytes.fill(9);
    const { response } = build({ status, fields, body: { kind: "bytes", bytes: lent, giveBack } });
    assertEquals(lent, new Uint8Array([9, 9, 9]));
    assertEquals(await response.bytes(), BYTES);
  }
});

Deno.test("buildResponse() omits an unknown length", async () => {
  const { response } = build({ body: streamed().body });
  assertEquals(response.headers.has("content-length"), false);
  assertEquals(await response.bytes(), BYTES);
});

Deno.test("buildResponse() answers HEAD with the length of GET, without a body or a read", async () => {
  const bodies: readonly [body: ReplyBody, length: string | null][] = [
    [{ kind: "bytes", bytes: BYTES }, "3"],
    [{ kind: "omitted", length: 1234 }, "1234"],
    [{ kind: "omitted", length: 0 }, "0"],
    [{ kind: "omitted" }, null],
    [{ kind: "none" }, null],
  ];
  for (const [body, length] of bodies) {
    const { response, ends } = build({ body }, "HEAD");
    assertEquals(response.headers.get("content-length"), length, JSON.stringify(body));
    assertEquals((await response.bytes()).length, 0);
    assertEquals(ends, ["0 true"]);
  }
  for (const length of [3, undefined]) {
    const { body, events } = streamed(length);
    const { response, ends } = build({ body }, "HEAD");
    assertEquals(response.headers.get("content-length"), length === undefined ? null : "3");
    assertEquals((await response.bytes()).length, 0);
    assertEquals(events, ["close"]);
    assertEquals(ends, ["0 true"]);
  }
});

Deno.test("buildResponse() uses a stream body only for a HEAD of unknown length", () => {
  // With a null body the runtime would say that the length is 0, which would be wrong.
  assertEquals(build({ body: { kind: "omitted" } }, "HEAD").response.body === null, false);
  assertEquals(build({ body: { kind: "omitted", length: 9 } }, "HEAD").response.body, null);
  assertEquals(build({ body: { kind: "none" } }, "HEAD").response.body, null);
});

Deno.test("buildResponse() sends neither body nor length with a 204 or 304", () => {
  for (const method of ["GET", "HEAD"]) {
    for (const status of [204, 304]) {
      for (const body of [{ kind: "none" }, { kind: "omitted", length: 5 }] as const) {
        const { response, ends } = build({ status, body }, method);
        assertEquals(response.body, null);
        assertEquals(response.headers.has("content-length"), false, `${method} ${status}`);
        assertEquals(ends, ["0 true"]);
      }
    }
  }
});

Deno.test("buildResponse() lets fields of the reply override those of the site, and combines Vary", () => {
  const site: SiteFields = {
    single: { "cache-control": "max-age=9", "x-a": "site", "vary": "Origin" },
    cookies: [],
  };
  const fields = { "cache-control": "no-cache", "vary": "Accept", "etag": '"x"' };
  const { response } = build({ fields }, "GET", site);
  const { date: _date, ...rest } = Object.fromEntries(response.headers);
  assertEquals(rest, {
    "cache-control": "no-cache",
    "etag": '"x"',
    "vary": "Accept, Origin",
    "x-a": "site",
  });
  assertEquals(build({}, "GET", site).response.headers.get("vary"), "Origin");
  assertEquals(build({ fields }).response.headers.get("vary"), "Accept");
});

Deno.test("buildResponse() sends each cookie in a separate field", () => {
  const cookies = ["a=1; Expires=Sat, 31 Jan 2026 12:00:00 GMT", "b=2"];
  const { response } = build({ fields: { "x-a": "b" } }, "GET", { single: {}, cookies });
  assertEquals(response.headers.getSetCookie(), cookies);
  assertEquals(response.headers.get("x-a"), "b");
});

Deno.test("textBody() is UTF-8, and its length is that of the bytes", async () => {
  const { response } = build({ body: textBody("é😀") });
  assertEquals(response.headers.get("content-length"), "6");
  assertEquals(await response.text(), "é😀");
});
