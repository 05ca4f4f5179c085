import { Buffer } from "node:buffer";

/** Time limit of a connection, in milliseconds, so that no test hangs. */
const TIMEOUT = 15_000;

/** A response as received. */
export interface RawResponse {
  readonly status: number;
  /** In the order sent, with their case. */
  readonly fields: readonly (readonly [string, string])[];
  /** Without chunked framing. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The body as UTF-8. */
  readonly text: string;
  /** Whether the connection ended before the body did. */
  readonly cut: boolean;
  /** Returns the values of a field, joined with ", "; undefined if the field is missing. */
  field(name: string): string | undefined;
}

/** A connection that sends exact bytes and reads only on request. */
export class RawClient implements Disposable {
  readonly #connection: Deno.TcpConn | Deno.TlsConn;
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array();
  readonly #scratch = new Uint8Array(256 * 1024);
  #ended = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout>;

  private constructor(connection: Deno.TcpConn | Deno.TlsConn) {
    this.#connection = connection;
    this.#timer = setTimeout(() => this.#close(), TIMEOUT);
  }

  static async open(port: number, hostname = "127.0.0.1"): Promise<RawClient> {
    return new RawClient(await Deno.connect({ hostname, port }));
  }

  /** Opens a TLS connection for HTTP/1.1. @param cert The trusted certificate for 127.0.0.1, in PEM. */
  static async openSecure(port: number, cert: string): Promise<RawClient> {
    const connection = await Deno.connectTls({
      hostname: "127.0.0.1",
      port,
      caCerts: [cert],
      alpnProtocols: ["http/1.1"],
    });
    return new RawClient(connection);
  }

  /** Closes the sending side of the connection. Reading is still possible. */
  async closeWrite(): Promise<void> {
    await this.#connection.closeWrite();
  }

  /** Sends all data, or as much as the server reads before it closes. */
  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    try {
      for (let sent = 0; sent < bytes.byteLength;) {
        sent += await this.#connection.write(bytes.subarray(sent));
      }
    } catch {
      // The response gives the reason.
    }
  }

  /** Reads one response. @param method Of the request; a response to HEAD has no body. */
  async receive(method = "GET"): Promise<RawResponse> {
    const head = await this.receiveHead();
    return await this.receiveBody(head, method);
  }

  /** Reads the head of a response, and skips interim responses. */
  async receiveHead(): Promise<Omit<RawResponse, "body" | "text" | "cut">> {
    let end = indexOfBlankLine(this.#buffer);
    while (end < 0) {
      if (!await this.#readMore()) throw new Error(`no response: ${latin1(this.#buffer)}`);
      end = indexOfBlankLine(this.#buffer);
    }
    const [statusLine = "", ...lines] = latin1(this.#take(end + 4)).trimEnd().split("\r\n");
    const fields = lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
    function field(name: string): string | undefined {
      const values = fields.filter(([other]) => other.toLowerCase() === name.toLowerCase());
      return values.length === 0 ? undefined : values.map(([, value]) => value).join(", ");
    }
    const status = Number(statusLine.split(" ")[1]);
    // The final response follows an interim one, such as 100 (Continue).
    return status < 200 ? await this.receiveHead() : { status, fields, field };
  }

  /** Reads the body that follows a head. */
  async receiveBody(
    head: Omit<RawResponse, "body" | "text" | "cut">,
    method = "GET",
  ): Promise<RawResponse> {
    const { body, cut } = await this.#readBody(head, method);
    return { ...head, body, cut, text: new TextDecoder().decode(body) };
  }

  /** Whether the server closes the connection without sending anything more. */
  async isClosed(): Promise<boolean> {
    return this.#buffer.byteLength === 0 && !await this.#readMore();
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  async #readBody(
    { status, field }: Pick<RawResponse, "status" | "field">,
    method: string,
  ): Promise<{ body: Uint8Array<ArrayBuffer>; cut: boolean }> {
    if (method === "HEAD" || status === 204 || status === 304) {
      return { body: new Uint8Array(), cut: false };
    }
    if (field("transfer-encoding") === "chunked") return await this.#readChunks();
    const length = field("content-length");
    const whole = await this.#fill(length === undefined ? Infinity : Number(length));
    const body = this.#take(length === undefined ? Infinity : Number(length));
    return { body, cut: !whole && length !== undefined };
  }

  async #readChunks(): Promise<{ body: Uint8Array<ArrayBuffer>; cut: boolean }> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    while (true) {
      let lineEnd = this.#buffer.indexOf(10);
      while (lineEnd < 0 && await this.#readMore()) lineEnd = this.#buffer.indexOf(10);
      if (lineEnd < 0) return { body: concatenate(chunks), cut: true };
      const size = parseInt(latin1(this.#take(lineEnd + 1)), 16);
      const whole = await this.#fill(size + 2);
      if (!whole) return { body: concatenate([...chunks, this.#take(size)]), cut: true };
      chunks.push(this.#take(size));
      this.#take(2);
      if (size === 0) return { body: concatenate(chunks), cut: false };
    }
  }

  /** Reads until `length` bytes are buffered. Returns false if the connection ends earlier. */
  async #fill(length: number): Promise<boolean> {
    const chunks = [this.#buffer];
    let available = this.#buffer.byteLength;
    while (available < length) {
      const chunk = await this.#read();
      if (chunk === undefined) break;
      chunks.push(chunk);
      available += chunk.byteLength;
    }
    this.#buffer = concatenate(chunks);
    return available >= length;
  }

  async #readMore(): Promise<boolean> {
    return await this.#fill(this.#buffer.byteLength + 1);
  }

  async #read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#ended) return undefined;
    try {
      const count = await this.#connection.read(this.#scratch);
      // Copied, since TLS returns small pieces and a large buffer for each would add up.
      if (count !== null) return this.#scratch.slice(0, count);
    } catch (error) {
      // A reset ends a connection too. If this side closed it, the time limit was reached.
      if (this.#closed) throw new Error(`no data within ${TIMEOUT} ms`, { cause: error });
    }
    this.#ended = true;
    return undefined;
  }

  #take(count: number): Uint8Array<ArrayBuffer> {
    const taken = this.#buffer.slice(0, count);
    this.#buffer = this.#buffer.slice(Math.min(count, this.#buffer.byteLength));
    return taken;
  }

  #close(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#connection.close();
    this.#closed = true;
  }
}

/** Sends exact bytes over a new connection and reads one response. */
export async function exchange(
  port: number,
  data: string | Uint8Array,
  method = "GET",
): Promise<RawResponse> {
  using client = await RawClient.open(port);
  const sending = client.send(data);
  const response = await client.receive(method);
  client[Symbol.dispose]();
  await sending;
  return response;
}

/** Returns the text of a request without a body. @param fields Host is added if it is missing. */
export function requestText(
  method: string,
  target: string,
  fields: Readonly<Record<string, string>> = {},
): string {
  const named = Object.keys(fields).some((name) => name.toLowerCase() === "host");
  const all = Object.entries(named ? fields : { Host: "localhost", ...fields });
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

function indexOfBlankLine(bytes: Uint8Array): number {
  for (let index = bytes.indexOf(13); index >= 0; index = bytes.indexOf(13, index + 1)) {
    if (bytes[index + 1] === 10 && bytes[index + 2] === 13 && bytes[index + 3] === 10) return index;
  }
  return -1;
}

/** Decodes ISO 8859-1. (TextDecoder's "latin1" is windows-1252.) */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

export function concatenate(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return all;
}
