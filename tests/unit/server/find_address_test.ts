import { assert, assertEquals } from "@std/assert";
import {
  describeListener,
  identifyServer,
  nextFreePort,
} from "../../../lib/server/find_address.ts";

Deno.test("identifyServer() recognizes servers by their reply", () => {
  const plinth = "HTTP/1.1 204 No Content\r\nallow: GET, HEAD, OPTIONS\r\n" +
    "x-content-type-options: nosniff\r\n\r\n";
  const rows = [
    [plinth, " by what seems to be another Plinth"],
    ["HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n", " by a web server (nginx/1.22.1)"],
    ["HTTP/1.0 501 Unsupported\r\nserver:x\u001b[31m\r\n\r\n", " by a web server (x)"],
    ["HTTP/1.1 404 Not Found\r\n\r\n", " by a web server"],
    [
      "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\nThe plain HTTP request was sent to HTTPS port",
      " by a server that speaks TLS",
    ],
    ["\u0015\u0003\u0001\u0000\u0002\u0002\u0046", " by a server that speaks TLS"],
    ["SSH-2.0-OpenSSH_9.2\r\n", " by a program that is not a web server"],
    ["", ""],
  ] as const;
  for (const [reply, description] of rows) assertEquals(identifyServer(reply), description);
});

Deno.test("describeListener() gives up on a server that sends nothing", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = listener.addr;
  const accepted = listener.accept();
  const start = Date.now();
  assertEquals(await describeListener({ hostname, port }), "");
  assert(Date.now() - start < 5_000);
  (await accepted).close();
});

Deno.test("nextFreePort() returns a higher port that is free", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = listener.addr;
  const next = nextFreePort({ hostname, port });
  if (next === undefined) return assert(port > 65000);
  assert(next > port);
  Deno.listen({ hostname, port: next }).close();
});
