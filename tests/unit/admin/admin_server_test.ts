import { assertEquals, assertMatch } from "@std/assert";
import { AdminServer, parseHead } from "../../../lib/admin/admin_server.ts";

/** Sends bytes and returns everything that the server sends until it closes. */
async function converse(port: number, text: string): Promise<string> {
  using client = await Deno.connect({ hostname: "127.0.0.1", port });
  await client.write(new TextEncoder().encode(text));
  return await new Response(client.readable).text();
}

function openServer() {
  const server = new AdminServer(
    "127.0.0.1",
    0,
    ({ method, url }) => Promise.resolve(new Response(`${method} ${new URL(url).pathname}\n`)),
  );
  const running = server.run();
  return {
    port: server.port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await running;
    },
  };
}

Deno.test("AdminServer replies to HTTP/1.1 and, without Host, to HTTP/1.0", async () => {
  await using server = openServer();
  const response = await converse(server.port, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assertMatch(
    response,
    /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*\r\n\r\nGET \/healthz\n$/,
  );
  assertMatch(await converse(server.port, "GET /a HTTP/1.0\r\n\r\n"), /GET \/a\n$/);
  const head = await converse(server.port, "HEAD /a HTTP/1.0\r\n\r\n");
  assertMatch(head, /content-length: 8\r\n[^]*\r\n\r\n$/);
  assertMatch(await converse(server.port, "nonsense\r\n\r\n"), /^HTTP\/1\.1 400 /);
});

Deno.test("AdminServer closes the oldest of more than 32 connections", async () => {
  await using server = openServer();
  const { port } = server;
  const clients: Deno.TcpConn[] = [];
  for (let count = 0; count < 40; count++) {
    const client = await Deno.connect({ hostname: "127.0.0.1", port });
    await client.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost:"));
    clients.push(client);
  }
  assertMatch(await converse(port, "GET /b HTTP/1.0\r\n\r\n"), /GET \/b\n$/);
  const closed = await Promise.all(
    clients.slice(0, 8).map((client) => client.read(new Uint8Array(1)).catch(() => null)),
  );
  assertEquals(closed, closed.map(() => null));
  for (const client of clients) client.close();
});

Deno.test("parseHead() reads a request head and rejects malformed ones", () => {
  const parsed = parseHead("GET http://a:9/x HTTP/1.1\r\nHost: b\r\nA: 1\r\nA:\t2 ", 9000);
  assertEquals(parsed?.url, "http://a:9/x");
  assertEquals(parsed?.headers.get("a"), "1, 2");
  assertEquals(parseHead("GET / HTTP/1.0", 9000)?.headers.get("host"), "localhost:9000");
  assertEquals(parseHead("GET / HTTP/1.1", 9000), undefined);
  for (
    const head of [
      "",
      "GET /",
      "GET / HTTP/2.0",
      "get / HTTP/1.1\r\nHost: a",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: a",
      "GET / HTTP/1.1\r\nHost : a",
      "GET / HTTP/1.1\r\nHost: a\r\n b",
      "GET x HTTP/1.1\r\nHost: a",
    ]
  ) {
    assertEquals(parseHead(head, 9000), undefined, head);
  }
});
