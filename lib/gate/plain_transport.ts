import { createSmallBuffer } from "./buffers.ts";
import { closeMessage, LINGER, LINGER_BYTES, SETTLING } from "./close_message.ts";
import type { CloseReason, Connection, Gate, Transport } from "./gate.ts";
import { close, connectUpstream, readResponses, type StreamSocket, writeAll } from "./upstream.ts";

/** A connection without TLS: pumps bytes between a client and the server behind. */
export class PlainTransport implements Transport {
  readonly #client: StreamSocket;
  readonly #gate: Gate;
  readonly #port: number;
  #inner: Deno.TcpConn | undefined;
  #connection: Connection | undefined;
  #ended = false;
  #closed = false;
  /** Bytes that were read after it was ended. */
  #discarded = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  isWriting = false;

  /** @param port Where the server behind listens, on loopback. */
  constructor(client: StreamSocket, gate: Gate, port: number) {
    this.#client = client;
    this.#gate = gate;
    this.#port = port;
  }

  /** Pumps until the connection ends, in whichever way. It never rejects. */
  async run(redirectsToHttps: boolean): Promise<void> {
    const { remoteAddr } = this.#client;
    const address = "hostname" in remoteAddr ? remoteAddr.hostname : undefined;
    const connection = this.#gate.admit({ address, redirectsToHttps, transport: this });
    if (connection === undefined) return this.#close();
    this.#connection = connection;
    try {
      await this.#pump(connection);
    } catch {
      // Either side has gone away: nobody is left to be told.
    } finally {
      this.#close();
      this.#gate.release(connection);
    }
  }

  end(reason: CloseReason): void {
    if (this.#ended || this.#connection === undefined) return;
    this.#ended = true;
    const words = closeMessage(reason, this.#connection.activity);
    if (reason === "upload") this.#endSoon();
    else if (words === undefined) this.#close();
    else this.#client.write(words).then(() => this.#endSoon(), () => this.#close());
  }

  async #pump(connection: Connection): Promise<void> {
    const buffer = createSmallBuffer();
    const count = await this.#client.read(buffer);
    // The server behind is bothered only for clients that say something.
    if (count === null) return;
    connection.activity.isHttp2 = isHttp2(buffer);
    const inner = await connectUpstream(this.#port);
    this.#inner = inner;
    if (this.#closed) return inner.close();
    const { port } = inner.localAddr;
    this.#gate.registerPort(port, connection);
    try {
      if ("setNoDelay" in this.#client) this.#client.setNoDelay(true);
      await Promise.all([
        this.#pumpRequests(connection, inner, buffer, count),
        this.#pumpResponses(connection, inner),
      ]);
    } finally {
      this.#gate.unregisterPort(port);
    }
  }

  async #pumpRequests(
    connection: Connection,
    inner: Deno.TcpConn,
    buffer: Uint8Array<ArrayBuffer>,
    first: number,
  ): Promise<void> {
    for (
      let count: number | null = first;
      count !== null;
      count = await this.#client.read(buffer)
    ) {
      if (!this.#ended && this.#gate.received(connection, count)) {
        // The server behind may have closed its side: its answer, the last one, is on its way.
        await writeAll(inner, buffer.subarray(0, count)).catch(() => this.#ended = true);
      } else if ((this.#discarded += count) > LINGER_BYTES) return;
    }
    // Told that the client has closed its side, the server behind would give up what it has not answered yet.
    while (!connection.activity.isFullyAnswered) {
      await new Promise((resolve) => setTimeout(resolve, SETTLING));
      if (this.#closed) return;
    }
    await inner.closeWrite();
  }

  async #pumpResponses(connection: Connection, inner: Deno.TcpConn): Promise<void> {
    await readResponses(inner, (bytes) => this.#send(connection, bytes));
    await this.#client.closeWrite();
    this.#endSoon();
  }

  async #send(connection: Connection, bytes: Uint8Array): Promise<void> {
    this.isWriting = true;
    for (let sent = 0; sent < bytes.byteLength;) {
      const taken = await this.#client.write(bytes.subarray(sent));
      connection.activity.recordSent(performance.now(), taken);
      connection.backpressure.delivered(taken);
      sent += taken;
    }
    this.isWriting = false;
  }

  #endSoon(): void {
    this.#ended = true;
    this.#timer ??= setTimeout(() => this.#close(), LINGER);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ended = true;
    clearTimeout(this.#timer);
    close(this.#client);
    if (this.#inner !== undefined) close(this.#inner);
  }
}

/** HTTP/2 without TLS begins with `PRI * HTTP/2.0` (RFC 9113 §3.4). */
function isHttp2(buffer: Uint8Array): boolean {
  return buffer[0] === 0x50 && buffer[1] === 0x52 && buffer[2] === 0x49 && buffer[3] === 0x20;
}
