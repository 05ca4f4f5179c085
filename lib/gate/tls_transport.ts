import type { Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import type { Connection, Transport } from "./connection.ts";
import type { Gate } from "./gate.ts";
import { closeQuietly } from "../util/close_quietly.ts";
import { connectUpstream, readResponses } from "./upstream.ts";
import { startReading, stopReading } from "../runtime/socket_reading.ts";
import { writeAll } from "../util/write_all.ts";

/** HTTP/2 comes first: most clients that offer both prefer it. */
const ALPN_PROTOCOLS = ["h2", "http/1.1"];

/** The client is not read while more bytes than this wait to be written to the upstream. */
const MAX_PENDING = 64 * 1024;

export interface TlsTransportOptions {
  readonly socket: Socket;
  readonly context: SecureContext;
  readonly gate: Gate;
  /** The upstream's port on loopback. */
  readonly upstreamPort: number;
}

/**
 * Terminates TLS and copies bytes between the client and the upstream. The listener must set `noDelay`: with Nagle's
 * algorithm each response would wait for the client's delayed acknowledgement.
 */
export class TlsTransport implements Transport {
  readonly #client: TLSSocket;
  readonly #socket: Socket;
  /** The client's IP address. */
  readonly #address: string | undefined;
  readonly #gate: Gate;
  readonly #upstreamPort: number;
  /** Connects when the client sends its first bytes. */
  #upstream: Promise<Deno.TcpConn> | undefined;
  /** Resolves when everything received has been written to the upstream: chunks are written in order. */
  #written: Promise<void> = Promise.resolve();
  /** Number of bytes that wait to be written to the upstream. */
  #pending = 0;
  /** Rejects the write in progress: a destroyed socket may not call its callback. */
  #rejectWrite: (reason: Error) => void = () => {};

  constructor({ socket, context, gate, upstreamPort }: TlsTransportOptions) {
    this.#socket = socket;
    this.#gate = gate;
    this.#upstreamPort = upstreamPort;
    this.#address = socket.remoteAddress;
    socket.on("error", () => socket.destroy());
    this.#client = new TLSSocket(socket, {
      isServer: true,
      secureContext: context,
      ALPNProtocols: ALPN_PROTOCOLS,
    });
  }

  get isWriting(): boolean {
    return this.#client.writableLength > 0;
  }

  /** Asks the gate to admit the connection and handles the client's events. */
  run(): void {
    const client = this.#client;
    client.on("error", () => client.destroy());
    const address = this.#address;
    const connection = this.#gate.admit({ address, redirectsToHttps: false, transport: this });
    if (connection === undefined) return void client.destroy();
    client.on("close", () => connection.close());
    client.on("secure", () => {
      // Until the first bytes show it.
      connection.activity.isHttp2 = client.alpnProtocol === "h2";
    });
    client.on("data", (chunk: Uint8Array) => this.#onData(connection, chunk));
    client.on("end", () => this.#onEnd(connection));
  }

  sendLast(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#client.end(bytes);
    return Promise.resolve();
  }

  close(): void {
    this.#client.destroy();
    this.#socket.destroy();
    this.#upstream?.then(closeQuietly, () => {});
    this.#rejectWrite(new Error("the connection is closed"));
  }

  #onData(connection: Connection, chunk: Uint8Array): void {
    const disposition = connection.receive(chunk);
    if (disposition === "stopReading") return connection.close();
    if (disposition === "discard") return;
    this.#pending += chunk.byteLength;
    if (this.#pending > MAX_PENDING) {
      this.#client.pause();
      stopReading(this.#socket);
    }
    this.#upstream ??= this.#connect(connection);
    this.#written = this.#forward(connection, this.#upstream, chunk, this.#written);
  }

  /** Writes a chunk to the upstream once the previous one is written. Never rejects. */
  async #forward(
    connection: Connection,
    connecting: Promise<Deno.TcpConn>,
    chunk: Uint8Array,
    previous: Promise<void>,
  ): Promise<void> {
    try {
      const upstream = await connecting;
      await previous;
      await writeAll(upstream, chunk);
    } catch {
      connection.stopForwarding();
    }
    this.#pending -= chunk.byteLength;
    if (this.#pending > MAX_PENDING || !this.#client.isPaused()) return;
    startReading(this.#socket);
    this.#client.resume();
  }

  #connect(connection: Connection): Promise<Deno.TcpConn> {
    const connecting = connectUpstream(this.#upstreamPort);
    this.#pumpResponses(connection, connecting).catch(() => {
      // The client or the upstream has closed the connection.
    }).finally(() => {
      // end() still flushes what was written before.
      if (!this.#client.writableEnded) this.#client.end(() => connection.linger());
    });
    return connecting;
  }

  async #pumpResponses(connection: Connection, connecting: Promise<Deno.TcpConn>): Promise<void> {
    const upstream = await connecting;
    const { port } = upstream.localAddr;
    try {
      if (connection.state === "closed") return;
      this.#gate.registerPort(port, connection);
      await readResponses(upstream, (bytes) => this.#send(connection, bytes));
    } finally {
      this.#gate.unregisterPort(port);
    }
  }

  /** Resolves when the bytes are encrypted and handed to the system: their buffer can then be reused. */
  #send(connection: Connection, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#rejectWrite = reject;
      this.#client.write(bytes, (error) => {
        if (error) return reject(error);
        connection.recordSent(bytes.byteLength);
        resolve();
      });
    });
  }

  async #onEnd(connection: Connection): Promise<void> {
    if (!await connection.halfClose()) return;
    if (this.#upstream === undefined) return void this.#client.destroy();
    await this.#written;
    await this.#upstream.then((upstream) => upstream.closeWrite()).catch(() => {
      // The upstream has already closed the connection.
    });
  }
}
