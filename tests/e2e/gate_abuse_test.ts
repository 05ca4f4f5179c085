// Clients that send without end, or in pieces that hide which protocol they speak.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { delay, Server } from "../support/server.ts";
import { memoryOf } from "../support/tools.ts";

const MIB = 1024 * 1024;

/** Sends a request body without end. Resolves with the bytes sent when the server has closed the connection. */
async function uploadWithoutEnd(client: Deno.Conn, port: number): Promise<number> {
  const head = `POST / HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 99999999999\r\n\r\n`;
  const chunk = new Uint8Array(64 * 1024);
  let sent = await client.write(new TextEncoder().encode(head));
  try {
    while (sent < 500 * MIB) sent += await client.write(chunk);
  } catch {
    // The server has closed the connection.
  }
  return sent;
}

for (const isTls of [false, true]) {
  Deno.test({
    name: `gate: an upload without end is closed (${isTls ? "TLS" : "plain"})`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      using outside = new TemporaryFolder();
      using folder = new TemporaryFolder();
      folder.write("small.txt", "small");
      const certificate = await writeCertificate(outside);
      const options = isTls ? certificate.options : ["--max-connections=100"];
      await using server = await Server.start(
        [folder.path, "--port=0", "--workers=1", "--quiet", ...options],
      );
      const { port, pid } = server;
      const before = await memoryOf(pid);
      const uploads = Array.from({ length: 4 }, async () => {
        using client = isTls
          ? await Deno.connectTls({ hostname: "localhost", port, caCerts: [certificate.cert] })
          : await Deno.connect({ hostname: "127.0.0.1", port });
        return await uploadWithoutEnd(client, port);
      });
      for (const sent of await Promise.all(uploads)) assert(sent < 50 * MIB, `${sent / MIB} MiB`);
      const growth = await memoryOf(pid) - before;
      assert(growth < 100 * MIB, `${growth / MIB} MiB`);
    },
  });
}

/** Sends pieces with pauses between them, and returns what the server sends until it closes. */
async function converse(port: number, pieces: readonly string[]): Promise<string> {
  using client = await Deno.connect({ hostname: "127.0.0.1", port });
  for (const piece of pieces) {
    await client.write(new TextEncoder().encode(piece));
    await delay(100);
  }
  let received = "";
  const buffer = new Uint8Array(4096);
  try {
    for (let count = await client.read(buffer); count !== null; count = await client.read(buffer)) {
      received += new TextDecoder("latin1").decode(buffer.subarray(0, count));
    }
  } catch {
    // A reset ends the connection too.
  }
  return received;
}

const EMPTY_SETTINGS = "\0\0\0\x04\0\0\0\0\0";

Deno.test("gate: HTTP/2 is detected in a preface that arrives in pieces", async () => {
  using folder = new TemporaryFolder();
  await using server = await Server.start(
    [folder.path, "--port=0", "--workers=1", "--quiet", "--max-connections=100"]
      .concat("--header-timeout=1", "--idle-timeout=1"),
  );
  const received = await converse(server.port, [
    "P",
    "RI * HTTP/2.0\r\n\r\nSM",
    `\r\n\r\n${EMPTY_SETTINGS}`,
  ]);
  assertEquals(received.slice(3, 4), "\x04", JSON.stringify(received));
  assertEquals(/HTTP\/1/.test(received), false, JSON.stringify(received));
  // Not HTTP/2: the header timeout applies.
  assertMatch(await converse(server.port, ["PRI /x HTTP/1.1\r\n"]), /^HTTP\/1\.1 408 /);
});
