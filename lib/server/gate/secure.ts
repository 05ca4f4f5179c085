import { connect, type Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import { lastWords, LINGER, LINGER_BYTES } from "./farewell.ts";
import type { Connection, Gate, Reason, Transport } from "./gate.ts";

/** HTTP/2 first: most clients that offer both want it. */
const PROTOCOLS = ["h2", "http/1.1"];

/** How often it is looked whether what a client sent before it closed its side is answered, in milliseconds. */
const SETTLING = 20;

/**
 * A connection with TLS: pumps what was in it between a client and the server behind. Small writes leave at
 * once (`noDelay` of the listener), or each response would wait for the client's delayed acknowledgement.
 */
export class SecureTransport implements Transport {
  readonly #client: TLSSocket;
  readonly #gate: Gate;
  readonly #port: number;
  #connection: Connection | undefined;
  #inner: Socket | undefined;
  #innerPort: number | undefined;
  #ended = false;
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
    const connection = this.#gate.admit({ address, redirects: false, transport: this });
    if (connection === undefined) return void client.destroy();
    this.#connection = connection;
    client.on("close", () => this.#close());
    client.on("secure", () => {
      connection.activity.multiplexed = client.alpnProtocol === "h2";
    });
    client.on("data", (chunk: Uint8Array) => this.#receive(connection, chunk));
    client.on("end", () => this.#endRequests(connection));
    client.on("drain", () => {
      connection.activity.sent(performance.now(), Infinity);
      this.#inner?.resume();
    });
  }

  end(reason: Reason): void {
    if (this.#ended || this.#connection === undefined) return;
    this.#ended = true;
    const words = lastWords(reason, this.#connection.activity);
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
    this.#inner ??= this.#connect(connection);
    if (!this.#inner.write(chunk)) this.#client.pause();
  }

  #connect(connection: Connection): Socket {
    const client = this.#client;
    const inner = connect({
      host: "127.0.0.1",
      port: this.#port,
      noDelay: true,
      allowHalfOpen: true,
    });
    inner.on("connect", () => {
      this.#innerPort = inner.localPort;
      if (this.#innerPort !== undefined) this.#gate.know(this.#innerPort, connection);
    });
    inner.on("data", (chunk: Uint8Array) => {
      if (!this.isWriting) connection.activity.sent(performance.now(), chunk.byteLength);
      connection.flow.delivered(chunk.byteLength);
      if (!client.write(chunk)) inner.pause();
    });
    inner.on("drain", () => client.resume());
    inner.on("error", () => inner.destroy());
    // The client still gets what came before.
    const end = () => client.writableEnded || client.end(() => this.#endSoon());
    inner.on("end", end);
    inner.on("close", end);
    return inner;
  }

  /** Told that the client has closed its side, the server behind would give up what it has not answered yet. */
  #endRequests(connection: Connection): void {
    if (connection.activity.isSettled) {
      this.#inner?.end();
      if (this.#inner === undefined) this.#client.destroy();
      return;
    }
    this.#settling = setTimeout(() => this.#endRequests(connection), SETTLING);
  }

  #endSoon(): void {
    this.#ended = true;
    this.#timer ??= setTimeout(() => this.#client.destroy(), LINGER);
  }

  #close(): void {
    this.#ended = true;
    clearTimeout(this.#settling);
    clearTimeout(this.#timer);
    this.#inner?.destroy();
    if (this.#innerPort !== undefined) this.#gate.forget(this.#innerPort);
    if (this.#connection !== undefined) this.#gate.release(this.#connection);
  }
}
