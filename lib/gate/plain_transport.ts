import { writeAll } from "../util/write_all.ts";
import { createSmallBuffer } from "./buffers.ts";
import type { Connection, Transport } from "./connection.ts";
import type { Gate } from "./gate.ts";
import { closeQuietly } from "../util/close_quietly.ts";
import { connectUpstream, readResponses, type StreamSocket } from "./upstream.ts";

export interface PlainTransportOptions {
  readonly client: StreamSocket;
  readonly gate: Gate;
  /** The upstream's port on loopback. */
  readonly upstreamPort: number;
  /** Whether requests are redirected to HTTPS. */
  readonly redirectsToHttps: boolean;
}

/** Copies bytes between a client without TLS and the upstream. */
export class PlainTransport implements Transport {
  readonly #client: StreamSocket;
  readonly #options: PlainTransportOptions;
  #upstream: Deno.TcpConn | undefined;
  isWriting = false;

  constructor(options: PlainTransportOptions) {
    this.#client = options.client;
    this.#options = options;
  }

  /** Resolves when the connection has ended. Never rejects. */
  async run(): Promise<void> {
    const { gate, redirectsToHttps } = this.#options;
    const { remoteAddr } = this.#client;
    const address = "hostname" in remoteAddr ? remoteAddr.hostname : undefined;
    const connection = gate.admit({ address, redirectsToHttps, transport: this });
    if (connection === undefined) return this.close();
    try {
      await this.#pump(connection);
    } catch {
      // The client or the upstream has closed the connection.
    } finally {
      connection.close();
    }
  }

  async sendLast(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await writeAll(this.#client, bytes);
  }

  close(): void {
    closeQuietly(this.#client);
    if (this.#upstream !== undefined) closeQuietly(this.#upstream);
  }

  async #pump(connection: Connection): Promise<void> {
    const { gate, upstreamPort } = this.#options;
    const buffer = createSmallBuffer();
    const count = await this.#client.read(buffer);
    // A client that sends nothing costs no connection to the upstream.
    if (count === null) return;
    const upstream = await connectUpstream(upstreamPort);
    this.#upstream = upstream;
    if (connection.state === "closed") return upstream.close();
    const { port } = upstream.localAddr;
    gate.registerPort(port, connection);
    try {
      if ("setNoDelay" in this.#client) this.#client.setNoDelay(true);
      await Promise.all([
        this.#pumpRequests(connection, upstream, buffer, count),
        this.#pumpResponses(connection, upstream),
      ]);
    } finally {
      gate.unregisterPort(port);
    }
  }

  /** @param first Number of bytes that are in the buffer already. */
  async #pumpRequests(
    connection: Connection,
    upstream: Deno.TcpConn,
    buffer: Uint8Array<ArrayBuffer>,
    first: number,
  ): Promise<void> {
    for (
      let count: number | null = first;
      count !== null;
      count = await this.#client.read(buffer)
    ) {
      const disposition = connection.receive(buffer.subarray(0, count));
      if (disposition === "stopReading") return;
      if (disposition === "forward") {
        await writeAll(upstream, buffer.subarray(0, count))
          .catch(() => connection.stopForwarding());
      }
    }
    if (await connection.halfClose()) await upstream.closeWrite();
  }

  async #pumpResponses(connection: Connection, upstream: Deno.TcpConn): Promise<void> {
    await readResponses(upstream, (bytes) => this.#send(connection, bytes));
    await this.#client.closeWrite();
    connection.linger();
  }

  async #send(connection: Connection, bytes: Uint8Array): Promise<void> {
    this.isWriting = true;
    for (let sent = 0; sent < bytes.byteLength;) {
      const count = await this.#client.write(bytes.subarray(sent));
      connection.recordSent(count);
      sent += count;
    }
    this.isWriting = false;
  }
}
