import { assert, assertEquals } from "@std/assert";
import { ReplyHead } from "../../../lib/http/reply_head.ts";
import { ResponseTemplate } from "../../../lib/http/response_template.ts";
import { FakeClock } from "../../support/fake_clock.ts";

const SITE = { single: {}, cookies: ["a=1", "b=2"] };

Deno.test("ResponseTemplate.respond() creates equal responses with independent bodies", async () => {
  const head = new ReplyHead(200, { etag: '"x"' }, SITE);
  for (const content of ["text", new Uint8Array([116, 101, 120, 116])]) {
    const template = new ResponseTemplate();
    for (let round = 0; round < 20; round++) {
      const response = template.respond(head, content, 4);
      assertEquals([response.status, response.headers.get("etag")], [200, '"x"']);
      assertEquals(response.headers.get("content-length"), "4");
      assertEquals(response.headers.getSetCookie(), SITE.cookies);
      assertEquals(await response.text(), "text");
    }
  }
});

Deno.test("ResponseTemplate.respond() creates responses without a body", () => {
  const template = new ResponseTemplate();
  const head = new ReplyHead(304, {}, SITE);
  for (let round = 0; round < 20; round++) {
    const response = template.respond(head, null, undefined);
    assertEquals([response.status, response.body], [304, null]);
    assertEquals(response.headers.has("content-length"), false);
  }
});

Deno.test("ResponseTemplate.respond() reuses frequent responses, only if they have no body", () => {
  const head = new ReplyHead(200, {}, SITE);
  const respondRepeatedly = (content: string | null) => {
    const template = new ResponseTemplate();
    return Array.from({ length: 30 }, () => template.respond(head, content, 4));
  };
  assertEquals(new Set(respondRepeatedly("text")).size, 30);
  const responses = respondRepeatedly(null);
  assertEquals(new Set(responses.slice(0, 8)).size, 8);
  // A second may end in the meantime.
  assert(new Set(responses).size <= 18);
});

Deno.test("ResponseTemplate.respond() creates responses that can be sent concurrently", async () => {
  const templates = { text: new ResponseTemplate(), none: new ResponseTemplate() };
  const head = new ReplyHead(200, {}, { single: {}, cookies: [] });
  const { promise: listening, resolve } = Promise.withResolvers<Deno.NetAddr>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: resolve }, ({ method }) => {
    return method === "HEAD"
      ? templates.none.respond(head, null, 4)
      : templates.text.respond(head, "text", 4);
  });
  const { port } = await listening;
  const request = async (method: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method });
    return [method, response.headers.get("content-length"), await response.text()];
  };
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => request(index % 2 === 0 ? "HEAD" : "GET")),
  );
  answers.forEach((answer, index) => {
    assertEquals(answer, index % 2 === 0 ? ["HEAD", "4", ""] : ["GET", "4", "text"]);
  });
  await server.shutdown();
});

Deno.test("ResponseTemplate.respond() distinguishes heads and lengths", () => {
  const template = new ResponseTemplate();
  const heads = [new ReplyHead(200, { n: "0" }, SITE), new ReplyHead(404, { n: "1" }, SITE)];
  const turns = [[0, 4], [1, 4], [1, 9], [0, 9], [0, 4]] as const;
  // Each is repeated often enough to be reused.
  for (const [number, length] of turns.flatMap((turn) => Array.from({ length: 20 }, () => turn))) {
    const head = heads[number];
    assert(head !== undefined);
    const response = template.respond(head, null, length);
    assertEquals(response.headers.get("n"), `${number}`);
    assertEquals(response.headers.get("content-length"), `${length}`);
  }
});

Deno.test("ResponseTemplate.respond() sets the current Date", () => {
  using clock = new FakeClock(Date.UTC(2026, 0, 1));
  const template = new ResponseTemplate();
  const head = new ReplyHead(200, {}, SITE);
  const dates = () =>
    new Set(Array.from({ length: 20 }, () => template.respond(head, "", 0).headers.get("date")));
  assertEquals(dates(), new Set(["Thu, 01 Jan 2026 00:00:00 GMT"]));
  clock.now += 1000;
  assertEquals(dates(), new Set(["Thu, 01 Jan 2026 00:00:01 GMT"]));
});
