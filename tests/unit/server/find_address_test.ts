import { assert, assertEquals } from "@std/assert";
import { describe, nextFreePort, whoListens } from "../../../lib/server/probe.ts";

Deno.test("describe() tells from an answer what kind of thing gave it", () => {
  const plinth = "HTTP/1.1 204 No Content\r\nallow: GET, HEAD, OPTIONS\r\n" +
    "x-content-type-options: nosniff\r\n\r\n";
  const rows = [
    [plinth, " by another Plinth, it seems"],
    ["HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n", " by a web server (nginx/1.22.1)"],
    ["HTTP/1.0 501 Unsupported\r\nserver:x\u001b[31m\r\n\r\n", " by a web server (x)"],
    ["HTTP/1.1 404 Not Found\r\n\r\n", " by a web server"],
    [
      "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\nThe plain HTTP request was sent to HTTPS port",
      " by a server that speaks TLS",
    ],
    ["\u0015\u0003\u0001\u0000\u0002\u0002\u0046", " by a server that speaks TLS"],
    ["SSH-2.0-OpenSSH_9.2\r\n", " by something that is no web server"],
    ["", ""],
  ] as const;
  for (const [answer, said] of rows) assertEquals(describe(answer), said);
});

Deno.test("whoListens() does not wait for ever for something that says nothing", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = listener.addr;
  const accepted = listener.accept();
  const start = Date.now();
  assertEquals(await whoListens({ hostname, port }), "");
  assert(Date.now() - start < 5_000);
  (await accepted).close();
});

Deno.test("nextFreePort() gives one above that can be listened on", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = listener.addr;
  const next = nextFreePort({ hostname, port });
  if (next === undefined) return assert(port > 65000);
  assert(next > port);
  Deno.listen({ hostname, port: next }).close();
});
