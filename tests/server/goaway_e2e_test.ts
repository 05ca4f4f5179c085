// HTTP/2 connections with nothing in flight, when the server stops.

import { assert, assertEquals } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { Folder } from "../support/folder.ts";
import { delay, Site } from "../support/server.ts";

/** Types of frames (RFC 9113 §6). */
const HEADERS = 1;
const GOAWAY = 7;

/** A client's preface, an empty SETTINGS frame, and HEADERS: GET / of localhost, in HPACK. */
const REQUEST = new TextEncoder().encode(
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\x04\0\0\0\0\0" + "\0\0\x0e\x01\x05\0\0\0\x01",
);
const FIELDS = new Uint8Array([0x82, 0x84, 0x41, 9, ...new TextEncoder().encode("localhost")]);

for (const kind of ["plain", "TLS"] as const) {
  Deno.test(`shutdown: an idle HTTP/2 connection is told (${kind})`, async () => {
    using keys = new Folder();
    const { cert, options } = await writeCertificate(keys);
    const args = kind === "TLS" ? options : ["--max-connections=100"];
    await using site = await Site.start(undefined, ["--workers=2", "--quiet", ...args]);
    const where = { hostname: "127.0.0.1", port: site.server.port };
    using client = kind === "TLS"
      ? await Deno.connectTls({ ...where, caCerts: [cert], alpnProtocols: ["h2"] })
      : await Deno.connect(where);
    await client.write(new Uint8Array([...REQUEST, ...FIELDS, kind === "TLS" ? 0x87 : 0x86]));
    const types: number[] = [];
    const frames = readFrames(client, (type) => types.push(type));
    for (let count = 0; count < 1000 && !types.includes(HEADERS); count++) await delay(10);
    // The answer has ended by then.
    await delay(200);
    site.server.signal("SIGTERM");
    await frames;
    assert(types.includes(GOAWAY), types.join());
    assertEquals(await site.server.end(), 0);
  });
}

/** Reads frames until the connection ends. */
async function readFrames(client: Deno.Conn, onFrame: (type: number) => void): Promise<void> {
  let bytes = new Uint8Array();
  const buffer = new Uint8Array(4096);
  for (
    let count = await client.read(buffer).catch(() => null);
    count !== null;
    count = await client.read(buffer).catch(() => null)
  ) {
    bytes = new Uint8Array([...bytes, ...buffer.subarray(0, count)]);
    for (let length = frameLength(bytes); length <= bytes.byteLength; length = frameLength(bytes)) {
      onFrame(bytes[3] ?? NaN);
      bytes = bytes.slice(length);
    }
  }
}

/** The length of the first frame, its head included; infinite as long as that has not come. */
function frameLength([high, middle, low, ...rest]: Uint8Array): number {
  if (high === undefined || middle === undefined || low === undefined || rest.length < 6) {
    return Infinity;
  }
  return 9 + (high << 16) + (middle << 8) + low;
}
