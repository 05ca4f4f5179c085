import { concatenate } from "./raw.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Frame types and flags (RFC 9113 §6). */
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const WINDOW_UPDATE = 8;
const END_STREAM = 1;
const ACK = 1;
const END_STREAM_AND_HEADERS = 5;
const END_HEADERS = 4;

/** The statuses of the HPACK static table (RFC 7541, appendix A), from index 8. */
const STATUSES = [200, 204, 206, 304, 400, 404, 500];

/** A stream of a {@linkcode Http2Client}. */
export interface Http2Stream {
  status: number | undefined;
  /** Bytes of the body that were received. */
  received: number;
  /** Whether the response is complete. */
  ended: boolean;
  /** Whether the server has reset the stream. */
  reset: boolean;
}

/** An HTTP/2 client whose flow control the test decides: it sends no window updates by itself. */
export class Http2Client implements Disposable {
  readonly #socket: Deno.Conn;
  readonly #isTls: boolean;
  readonly streams = new Map<number, Http2Stream>();
  #nextId = 1;
  /** The only status outside HPACK's static table that the tests expect: it is sent in full once, then by index. */
  #otherStatus: number | undefined;
  #buffer = new Uint8Array();
  /** Whether the server has closed the connection. */
  closed = false;

  private constructor(socket: Deno.Conn, isTls: boolean) {
    this.#socket = socket;
    this.#isTls = isTls;
  }

  /** Connects. @param window The initial window of each stream, in bytes. */
  static async connect(port: number, window: number, caCert?: string): Promise<Http2Client> {
    const socket = caCert === undefined
      ? await Deno.connect({ hostname: "127.0.0.1", port })
      : await Deno.connectTls({
        hostname: "localhost",
        port,
        caCerts: [caCert],
        alpnProtocols: ["h2"],
      });
    const client = new Http2Client(socket, caCert !== undefined);
    const settings = new Uint8Array(6);
    new DataView(settings.buffer).setUint16(0, 4);
    new DataView(settings.buffer).setUint32(2, window);
    await client.write(concatenate([PREFACE, frame(SETTINGS, 0, 0, settings)]));
    client.#receive().catch(() => client.closed = true);
    return client;
  }

  async write(bytes: Bytes): Promise<void> {
    for (let sent = 0; sent < bytes.byteLength;) {
      sent += await this.#socket.write(bytes.subarray(sent));
    }
  }

  /** Sends a request and returns its stream's id. @param endStream False if a body follows. */
  async request(
    path: string,
    options: { range?: string; method?: number; endStream?: boolean } = {},
  ) {
    const { range, method = 2, endStream = true } = options;
    const id = this.#nextId;
    this.#nextId += 2;
    this.streams.set(id, { status: undefined, received: 0, ended: false, reset: false });
    const fields = [
      new Uint8Array([0x80 | method, 0x80 | (this.#isTls ? 7 : 6)]),
      literal(4, path),
      literal(1, "localhost"),
      ...(range === undefined ? [] : [literal(50, range)]),
    ];
    const flags = endStream ? END_STREAM_AND_HEADERS : END_HEADERS;
    await this.write(frame(HEADERS, flags, id, concatenate(fields)));
    return id;
  }

  /** Sends a part of a request's body. */
  async sendData(id: number, bytes: Bytes): Promise<void> {
    await this.write(frame(DATA, 0, id, bytes));
  }

  /** Lets the server send more on a stream, and as much more on the connection. */
  async allow(id: number, bytes: number): Promise<void> {
    const increment = new Uint8Array(4);
    new DataView(increment.buffer).setUint32(0, bytes);
    for (const target of [id, 0]) await this.write(frame(WINDOW_UPDATE, 0, target, increment));
  }

  /** Waits until a stream is as the test wants it, for 10 seconds at most. */
  async waitFor(id: number, isDone: (stream: Http2Stream) => boolean): Promise<Http2Stream> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const stream = this.streams.get(id);
      if (stream === undefined) throw new Error(`there is no stream ${id}`);
      if (isDone(stream)) return stream;
      if (Date.now() > deadline) throw new Error(`stream ${id}: ${JSON.stringify(stream)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  [Symbol.dispose](): void {
    try {
      this.#socket.close();
    } catch {
      // It is closed already.
    }
  }

  async #receive(): Promise<void> {
    const chunk = new Uint8Array(64 * 1024);
    for (let count = await this.#socket.read(chunk); count !== null;) {
      this.#buffer = concatenate([this.#buffer, chunk.slice(0, count)]);
      while (this.#buffer.byteLength >= 9) {
        const view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset);
        const length = view.getUint32(0) >>> 8;
        if (this.#buffer.byteLength < 9 + length) break;
        const payload = this.#buffer.subarray(9, 9 + length);
        await this.#onFrame(view.getUint8(3), view.getUint8(4), view.getUint32(5), payload);
        this.#buffer = this.#buffer.subarray(9 + length);
      }
      count = await this.#socket.read(chunk);
    }
    this.closed = true;
  }

  async #onFrame(type: number, flags: number, id: number, payload: Bytes): Promise<void> {
    if (type === SETTINGS && (flags & ACK) === 0) await this.write(frame(SETTINGS, ACK, 0));
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    if (type === HEADERS) {
      const status = statusOf(payload);
      if (status !== undefined && !STATUSES.includes(status)) this.#otherStatus = status;
      stream.status = status ?? this.#otherStatus;
    }
    if (type === DATA) stream.received += payload.byteLength;
    if (type === RST_STREAM) stream.reset = true;
    if ((type === HEADERS || type === DATA) && (flags & END_STREAM) !== 0) stream.ended = true;
  }
}

/** Reads the status, which comes first: from the static table, or as three digits. */
function statusOf(fields: Bytes): number | undefined {
  const start = fields.findIndex((byte) => (byte & 0xe0) !== 0x20);
  const first = fields[start] ?? 0;
  if ((first & 0x80) !== 0) return STATUSES[(first & 0x7f) - 8];
  const value = fields.subarray(start + 2, start + 2 + ((fields[start + 1] ?? 0) & 0x7f));
  const isHuffman = ((fields[start + 1] ?? 0) & 0x80) !== 0;
  return isHuffman ? decodeDigits(value) : Number(new TextDecoder().decode(value));
}

/** Decodes digits in HPACK's Huffman code: 0 to 2 have five bits, the others six (RFC 7541, appendix B). */
function decodeDigits(bytes: Bytes): number {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let [text, position] = ["", 0];
  while (text.length < 3 && position + 5 <= bits.length) {
    const short = parseInt(bits.slice(position, position + 5), 2);
    const isShort = short < 3;
    text += isShort ? short : parseInt(bits.slice(position, position + 6), 2) - 0x19 + 3;
    position += isShort ? 5 : 6;
  }
  return Number(text);
}

/** A header field without indexing, whose name is in the static table. */
function literal(index: number, value: string): Bytes {
  const bytes = new TextEncoder().encode(value);
  const name = index < 15 ? [index] : [15, index - 15];
  return concatenate([new Uint8Array([...name, bytes.byteLength]), bytes]);
}

function frame(type: number, flags: number, id: number, payload = new Uint8Array()): Bytes {
  const head = new Uint8Array(9);
  const view = new DataView(head.buffer);
  view.setUint32(0, (payload.byteLength << 8) | type);
  view.setUint8(4, flags);
  view.setUint32(5, id);
  return concatenate([head, payload]);
}
