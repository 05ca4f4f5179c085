import { readFileSync } from "node:fs";
import { createServer } from "node:tls";
import { writeAll } from "../../../lib/util/write_all.ts";
import type { CertificateFiles } from "./peer.ts";

/** Buffer size in bytes. */
const BUFFER = 64 * 1024;

/** Terminates TLS and forwards the bytes to a port on loopback, with as few calls as possible. */
export function passOn(port: number, { cert, key }: CertificateFiles, to: number): void {
  const pair = { cert: readFileSync(cert), key: readFileSync(key) };
  const options = { ...pair, noDelay: true, ALPNProtocols: ["h2", "http/1.1"] };
  const server = createServer(options, async (client) => {
    client.on("error", () => client.destroy());
    // Pause until the upstream connection is open.
    client.pause();
    const inner = await Deno.connect({ hostname: "127.0.0.1", port: to });
    inner.setNoDelay(true);
    client.on("close", () => inner.close());
    let written = Promise.resolve();
    client.on("data", (bytes: Uint8Array) => {
      written = written.then(() => writeAll(inner, bytes)).catch(() => {});
    });
    client.resume();
    const buffer = new Uint8Array(BUFFER);
    try {
      for (let count = await inner.read(buffer); count !== null; count = await inner.read(buffer)) {
        await new Promise<void>((resolve) =>
          client.write(buffer.subarray(0, count ?? 0), () => resolve())
        );
      }
    } catch {
      // The client has disconnected.
    }
    client.end();
  });
  server.listen({ host: "127.0.0.1", port, reusePort: true });
}
