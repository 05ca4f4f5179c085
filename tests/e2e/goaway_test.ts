// GOAWAY on idle HTTP/2 connections: at shutdown and after the idle timeout.

import { assert, assertEquals } from "@std/assert";
import { writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { delay, Site } from "../support/server.ts";

/** Frame types (RFC 9113 §6). */
const HEADERS = 1;
const GOAWAY = 7;

/** The client's preface, an empty SETTINGS frame, and a HEADERS frame: GET / on localhost, in HPACK. */
const REQUEST = new TextEncoder().encode(
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\x04\0\0\0\0\0" + "\0\0\x0e\x01\x05\0\0\0\x01",
);
const FIELDS = new Uint8Array([0x82, 0x84, 0x41, 9, ...new TextEncoder().encode("localhost")]);

for (const kind of ["plain", "TLS"] as const) {
  Deno.test(`shutdown: an idle HTTP/2 connection gets GOAWAY (${kind})`, async () => {
    await using visit = await Visit.begin(kind, []);
    visit.site.server.signal("SIGTERM");
    await visit.end;
    assert(visit.types.includes(GOAWAY), visit.types.join());
    assertEquals(await visit.site.server.end(), 0);
  });

  Deno.test(`gate: an HTTP/2 connection gets GOAWAY after the idle timeout (${kind})`, async () => {
    await using visit = await Visit.begin(kind, ["--idle-timeout=1"]);
    await visit.end;
    assertEquals(visit.types.at(-1), GOAWAY, visit.types.join());
    assertEquals(await visit.site.server.stop(), 0);
  });
}

/** A site and an HTTP/2 client that has received a response and keeps its connection open. */
class Visit implements AsyncDisposable {
  /** Types of the frames received. */
  readonly types: number[] = [];
  /** Resolves when the connection has ended. */
  readonly end: Promise<void>;
  readonly #client: Deno.Conn;
  readonly #keys: TemporaryFolder;

  private constructor(readonly site: Site, client: Deno.Conn, keys: TemporaryFolder) {
    this.#client = client;
    this.#keys = keys;
    this.end = readFrames(client, (type) => this.types.push(type));
  }

  static async begin(kind: "plain" | "TLS", more: readonly string[]): Promise<Visit> {
    const keys = new TemporaryFolder();
    const { cert, options } = await writeCertificate(keys);
    const args = kind === "TLS" ? options : ["--max-connections=100"];
    const site = await Site.start(undefined, ["--workers=2", "--quiet", ...args, ...more]);
    const target = { hostname: "127.0.0.1", port: site.server.port };
    const client = kind === "TLS"
      ? await Deno.connectTls({ ...target, caCerts: [cert], alpnProtocols: ["h2"] })
      : await Deno.connect(target);
    await client.write(new Uint8Array([...REQUEST, ...FIELDS, kind === "TLS" ? 0x87 : 0x86]));
    const visit = new Visit(site, client, keys);
    for (let count = 0; count < 1000 && !visit.types.includes(HEADERS); count++) await delay(10);
    // Until the response is complete.
    await delay(200);
    return visit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await this.site[Symbol.asyncDispose]();
    this.#keys[Symbol.dispose]();
  }
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

/** Returns the length of the first frame with its header, in bytes; Infinity while the header is incomplete. */
function frameLength([high, middle, low, ...rest]: Uint8Array): number {
  if (high === undefined || middle === undefined || low === undefined || rest.length < 6) {
    return Infinity;
  }
  return 9 + (high << 16) + (middle << 8) + low;
}
