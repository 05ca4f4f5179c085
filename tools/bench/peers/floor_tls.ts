import { readFileSync } from "node:fs";
import { createServer } from "node:tls";
import { writeAll } from "../../../lib/util/write_all.ts";
import type { CertificateFiles } from "./peer.ts";

/** How much is read at a time, in bytes. */
const BUFFER = 64 * 1024;

/** Takes TLS connections, and passes what was in them on to a port on loopback, with the fewest calls. */
export function passOn(port: number, { cert, key }: CertificateFiles, to: number): void {
  const pair = { cert: readFileSync(cert), key: readFileSync(key) };
  const options = { ...pair, noDelay: true, ALPNProtocols: ["h2", "http/1.1"] };
  const server = createServer(options, async (client) => {
    client.on("error", () => client.destroy());
    // Until there is somewhere to write to.
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
      // The client has gone away.
    }
    client.end();
  });
  server.listen({ host: "127.0.0.1", port, reusePort: true });
}
