import { assert } from "@std/assert";
import { createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { startReading, stopReading } from "../../../lib/runtime/socket_reading.ts";
import { createSelfSigned } from "../../../lib/tls/self_signed.ts";

const MIB = 1024 * 1024;

/**
 * Sends up to 32 MiB over TLS to a server that pauses at once, and returns how much the client could send.
 *
 * @param duration How long to try, in milliseconds.
 */
async function sendTo(pause: (tls: TLSSocket, socket: Socket) => void, duration: number) {
  const { cert, key } = await createSelfSigned(["localhost"]);
  const context = createSecureContext({ cert, key });
  const received = { bytes: 0 };
  const server = createServer((socket) => {
    const tls = new TLSSocket(socket, { isServer: true, secureContext: context });
    for (const each of [socket, tls]) each.on("error", () => each.destroy());
    tls.on("data", (chunk: Uint8Array) => {
      if (received.bytes === 0) pause(tls, socket);
      received.bytes += chunk.byteLength;
    });
    tls.on("close", () => server.close());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const client = await Deno.connectTls({ hostname: "localhost", port, caCerts: [cert] });
  let sent = 0;
  const sending = (async () => {
    const chunk = new Uint8Array(64 * 1024);
    while (sent < 32 * MIB) sent += await client.write(chunk);
  })().catch(() => {});
  await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, duration))]);
  const result = { sent, received: received.bytes };
  client.close();
  await sending;
  return result;
}

Deno.test("stopReading() makes the client wait; pause() alone does not", async () => {
  const paused = await sendTo((tls) => tls.pause(), 20_000);
  assert(paused.sent > 16 * MIB, `pause() alone stops reading now: ${paused.sent}`);
  const stopped = await sendTo((tls, socket) => {
    tls.pause();
    stopReading(socket);
  }, 1500);
  assert(stopped.sent < 16 * MIB, `${stopped.sent}`);
});

Deno.test("startReading() continues after stopReading()", async () => {
  const { received } = await sendTo((tls, socket) => {
    tls.pause();
    stopReading(socket);
    setTimeout(() => {
      startReading(socket);
      tls.resume();
    }, 50);
  }, 20_000);
  assert(received > 16 * MIB, `${received}`);
});
