import type { Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import { closeMessage, LINGER, LINGER_BYTES, SETTLING } from "./close_message.ts";
import type { CloseReason, Connection, Gate, Transport } from "./gate.ts";
import { close, connectUpstream, readResponses, writeAll } from "./upstream.ts";

/** HTTP/2 first: most clients that offer both want it. */
const PROTOCOLS = ["h2", "http/1.1"];

/** How much of what a client sends may wait to be written to the server behind, in bytes. */
const MAX_PENDING = 64 * 1024;

/**
 * A connection with TLS: pumps what was in it between a client and the server behind. Small writes leave at
 * once (`noDelay` of the listener), or each response would wait for the client's delayed acknowledgement.
 */
export class TlsTransport implements Transport {
  readonly #client: TLSSocket;
  readonly #gate: Gate;
  readonly #port: number;
  #connection: Connection | undefined;
  /** The connection to the server behind: made for clients that say something. */
  #inner: Promise<Deno.TcpConn> | undefined;
  /** What came is written in turn. */
  #written: Promise<void> = Promise.resolve();
  /** Bytes that wait for that. */
  #pending = 0;
  #abandon: (reason: Error) => void = () => {};
  #ended = false;
  #closed = false;
  /** Bytes that were read after it was ended. */
  #discarded = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param port Where the server behind listens, on loopback. */
  constructor(socket: Socket, context: SecureContext, gate: Gate, port: number) {
    this.#gate = gate;
    this.#port = port;
    socket.on("error", () => socket.destroy());
    this.#client = new TLSSocket(socket, {
      isServer: true,
      secureContext: context,
      ALPNProtocols: PROTOCOLS,
    });
  }

  get isWriting(): boolean {
    return this.#client.writableLength > 0;
  }

  /** @param address The client's. */
  run(address: string | undefined): void {
    const client = this.#client;
    client.on("error", () => client.destroy());
    const connection = this.#gate.admit({ address, redirectsToHttps: false, transport: this });
    if (connection === undefined) return void client.destroy();
    this.#connection = connection;
    client.on("close", () => this.#close());
    client.on("secure", () => {
      connection.activity.isHttp2 = client.alpnProtocol === "h2";
    });
    client.on("data", (chunk: Uint8Array) => this.#receive(connection, chunk));
    client.on("end", () => this.#endRequests(connection));
  }

  end(reason: CloseReason): void {
    if (this.#ended || this.#connection === undefined) return;
    this.#ended = true;
    const words = closeMessage(reason, this.#connection.activity);
    if (reason === "upload") return this.#endSoon();
    if (words === undefined) return void this.#client.destroy();
    this.#client.end(words);
    this.#endSoon();
  }

  #receive(connection: Connection, chunk: Uint8Array): void {
    if (this.#ended || !this.#gate.received(connection, chunk.byteLength)) {
      this.#discarded += chunk.byteLength;
      if (this.#discarded > LINGER_BYTES) this.#client.pause();
      return;
    }
    this.#pending += chunk.byteLength;
    if (this.#pending > MAX_PENDING) this.#client.pause();
    this.#inner ??= this.#connect(connection);
    this.#written = this.#forward(this.#inner, chunk, this.#written);
  }

  /** Writes what came to the server behind, after what came before. It never rejects. */
  async #forward(
    connecting: Promise<Deno.TcpConn>,
    chunk: Uint8Array,
    before: Promise<void>,
  ): Promise<void> {
    try {
      const inner = await connecting;
      await before;
      await writeAll(inner, chunk);
    } catch {
      // The server behind may have closed its side: its answer, the last one, is on its way.
      this.#ended = true;
    }
    this.#pending -= chunk.byteLength;
    if (this.#pending <= MAX_PENDING) this.#client.resume();
  }

  #connect(connection: Connection): Promise<Deno.TcpConn> {
    const connecting = connectUpstream(this.#port);
    this.#pumpResponses(connection, connecting).catch(() => {
      // Either side has gone away.
    }).finally(() => {
      // The client still gets what came before.
      if (!this.#client.writableEnded) this.#client.end(() => this.#endSoon());
    });
    return connecting;
  }

  async #pumpResponses(connection: Connection, connecting: Promise<Deno.TcpConn>): Promise<void> {
    const inner = await connecting;
    const { port } = inner.localAddr;
    try {
      if (this.#closed) return;
      this.#gate.registerPort(port, connection);
      await readResponses(inner, (bytes) => this.#send(connection, bytes));
    } finally {
      this.#gate.unregisterPort(port);
    }
  }

  /** Resolves when the bytes have been encrypted and handed to the system; their buffer is free then. */
  #send(connection: Connection, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      // A connection that is closed meanwhile need not say so here.
      this.#abandon = reject;
      this.#client.write(bytes, (error) => {
        if (error) return reject(error);
        connection.activity.recordSent(performance.now(), bytes.byteLength);
        connection.backpressure.delivered(bytes.byteLength);
        resolve();
      });
    });
  }

  /** Told that the client has closed its side, the server behind would give up what it has not answered yet. */
  #endRequests(connection: Connection): void {
    if (connection.activity.isFullyAnswered) {
      if (this.#inner === undefined) return void this.#client.destroy();
      return void this.#endInner(this.#inner);
    }
    this.#settling = setTimeout(() => this.#endRequests(connection), SETTLING);
  }

  async #endInner(connecting: Promise<Deno.TcpConn>): Promise<void> {
    await this.#written;
    await connecting.then((inner) => inner.closeWrite()).catch(() => {
      // It has ended already.
    });
  }

  #endSoon(): void {
    this.#ended = true;
    this.#timer ??= setTimeout(() => this.#client.destroy(), LINGER);
  }

  #close(): void {
    this.#closed = true;
    this.#ended = true;
    clearTimeout(this.#settling);
    clearTimeout(this.#timer);
    this.#inner?.then(close, () => {});
    this.#abandon(new Error("the connection is closed"));
    if (this.#connection !== undefined) this.#gate.release(this.#connection);
  }
}
