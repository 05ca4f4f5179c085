import { assert, assertEquals } from "@std/assert";
import { ReplyHead, type SiteFields } from "../../../lib/http/reply_head.ts";
import { FakeClock } from "../../support/fake_clock.ts";

const BARE: SiteFields = { single: {}, cookies: [] };

function headersOf(head: ReplyHead, length: number | undefined): Headers {
  return new Response("", head.init(length)).headers;
}

Deno.test("ReplyHead merges the site's fields with the reply's, which win", () => {
  const site = { single: { a: "site", b: "site", vary: "Origin" }, cookies: [] };
  const head = new ReplyHead(201, { b: "answer", vary: "Accept" }, site);
  const { headers, status } = new Response("", head.init(0));
  assertEquals([status, headers.get("a"), headers.get("b")], [201, "site", "answer"]);
  assertEquals(headers.get("vary"), "Accept, Origin");
});

Deno.test("ReplyHead.init() sets Content-Length for each response", () => {
  for (const site of [BARE, { single: {}, cookies: ["a=1", "b=2"] }]) {
    const head = new ReplyHead(200, {}, site);
    for (const length of [5, 5, undefined, 7, 0, undefined, 7]) {
      const headers = headersOf(head, length);
      assertEquals(headers.get("content-length"), length === undefined ? null : `${length}`);
      assertEquals(headers.getSetCookie(), [...site.cookies]);
      assert(headers.has("date"));
    }
  }
});

Deno.test("ReplyHead.init() sets the current Date", () => {
  using clock = new FakeClock(Date.UTC(2026, 0, 1));
  const head = new ReplyHead(200, {}, BARE);
  assertEquals(headersOf(head, 1).get("date"), "Thu, 01 Jan 2026 00:00:00 GMT");
  clock.now += 1000;
  assertEquals(headersOf(head, 1).get("date"), "Thu, 01 Jan 2026 00:00:01 GMT");
});
