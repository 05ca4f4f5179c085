import type { Connection, Gate, Reason, Transport } from "./gate.ts";
import { lastWords, LINGER, LINGER_BYTES } from "./farewell.ts";

/** A stream socket of the runtime. */
type Socket = Deno.TcpConn | Deno.UnixConn;

/** For what comes from clients, which are heads as a rule, and for small responses; in bytes. */
const SMALL = 4 * 1024;

/** For responses that go on: buffers are held while they do, and used again. In bytes. */
const LARGE = 64 * 1024;

/** How many large buffers are kept for later. */
const MAX_SPARE = 64;

const spare: Uint8Array<ArrayBuffer>[] = [];

/** How often it is looked whether what a client sent before it closed its side is answered, in milliseconds. */
const SETTLING = 20;

/** A connection without TLS: pumps bytes between a client and the server behind. */
export class PlainTransport implements Transport {
  readonly #client: Socket;
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
  constructor(client: Socket, gate: Gate, port: number) {
    this.#client = client;
    this.#gate = gate;
    this.#port = port;
  }

  /** Pumps until the connection ends, in whichever way. It never rejects. */
  async run(redirects: boolean): Promise<void> {
    const { remoteAddr } = this.#client;
    const address = "hostname" in remoteAddr ? remoteAddr.hostname : undefined;
    const connection = this.#gate.admit({ address, redirects, transport: this });
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

  end(reason: Reason): void {
    if (this.#ended || this.#connection === undefined) return;
    this.#ended = true;
    const words = lastWords(reason, this.#connection.activity);
    if (reason === "upload") this.#endSoon();
    else if (words === undefined) this.#close();
    else this.#client.write(words).then(() => this.#endSoon(), () => this.#close());
  }

  async #pump(connection: Connection): Promise<void> {
    const buffer = new Uint8Array(SMALL);
    const count = await this.#client.read(buffer);
    // The server behind is bothered only for clients that say something.
    if (count === null) return;
    connection.activity.multiplexed = isHttp2(buffer);
    const inner = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
    this.#inner = inner;
    if (this.#closed) return inner.close();
    const { port } = inner.localAddr;
    this.#gate.know(port, connection);
    try {
      this.#setNoDelay(inner);
      await Promise.all([
        this.#pumpRequests(connection, inner, buffer, count),
        this.#pumpResponses(connection, inner),
      ]);
    } finally {
      this.#gate.forget(port);
    }
  }

  #setNoDelay(inner: Deno.TcpConn): void {
    inner.setNoDelay(true);
    if ("setNoDelay" in this.#client) this.#client.setNoDelay(true);
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
        await writeAll(inner, buffer, count).catch(() => this.#ended = true);
      } else if ((this.#discarded += count) > LINGER_BYTES) return;
    }
    // Told that the client has closed its side, the server behind would give up what it has not answered yet.
    while (!connection.activity.isSettled) {
      await new Promise((resolve) => setTimeout(resolve, SETTLING));
      if (this.#closed) return;
    }
    await inner.closeWrite();
  }

  async #pumpResponses(connection: Connection, inner: Deno.TcpConn): Promise<void> {
    let buffer = new Uint8Array(SMALL);
    const small = buffer;
    try {
      for (
        let count = await inner.read(buffer);
        count !== null;
        count = await inner.read(buffer)
      ) {
        await this.#send(connection, buffer, count);
        buffer = count === buffer.byteLength ? large(buffer, small) : release(buffer, small);
      }
    } finally {
      release(buffer, small);
    }
    await this.#client.closeWrite();
    this.#endSoon();
  }

  async #send(connection: Connection, buffer: Uint8Array, count: number): Promise<void> {
    this.isWriting = true;
    for (let sent = 0; sent < count;) {
      const taken = await this.#client.write(buffer.subarray(sent, count));
      connection.activity.sent(performance.now(), taken);
      connection.flow.delivered(taken);
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

function large(
  buffer: Uint8Array<ArrayBuffer>,
  small: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return buffer === small ? spare.pop() ?? new Uint8Array(LARGE) : buffer;
}

function release(
  buffer: Uint8Array<ArrayBuffer>,
  small: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  if (buffer !== small && spare.length < MAX_SPARE) spare.push(buffer);
  return small;
}

/** HTTP/2 without TLS begins with `PRI * HTTP/2.0` (RFC 9113 §3.4). */
function isHttp2(buffer: Uint8Array): boolean {
  return buffer[0] === 0x50 && buffer[1] === 0x52 && buffer[2] === 0x49 && buffer[3] === 0x20;
}

async function writeAll(socket: Socket, buffer: Uint8Array, count: number): Promise<void> {
  for (let sent = 0; sent < count;) sent += await socket.write(buffer.subarray(sent, count));
}

function close(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // It has closed by itself.
  }
}
