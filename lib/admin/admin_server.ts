import { STATUS_TEXT } from "@std/http/status";
import { closeQuietly } from "../util/close_quietly.ts";
import { writeAll } from "../util/write_all.ts";

/** The most connections. A new one replaces the one that has been open longest. */
const MAX_CONNECTIONS = 32;

/** How long a connection may take, in milliseconds: for the request, the supervisor's reply and the response. */
const MAX_DURATION = 15_000;

/** How long a request head may take, in milliseconds, and its maximum length in bytes. */
const HEAD_TIMEOUT = 5_000;
const MAX_HEAD = 8 * 1024;

/** Handles a request. Only the method, the URL and the fields are set. */
export type AdminHandler = (request: Pick<Request, "method" | "url" | "headers">) => Promise<
  Response
>;

/**
 * Serves the admin endpoints: one request per connection. The runtime's server has no timeouts and no limit on
 * connections, so clients that send nothing would stay connected for ever; and it hides whether a request without Host is
 * HTTP/1.0, as the health checks of HAProxy and Nagios are.
 */
export class AdminServer {
  readonly #listener: Deno.TcpListener;
  readonly #handler: AdminHandler;
  /** Open connections, the oldest first. */
  readonly #connections = new Set<Deno.TcpConn>();

  /** @throws If it can't listen. */
  constructor(hostname: string, port: number, handler: AdminHandler) {
    this.#listener = Deno.listen({ hostname, port });
    this.#handler = handler;
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Accepts connections until the listener is closed. */
  async run(): Promise<void> {
    for (;;) {
      try {
        this.#serve(await this.#listener.accept());
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return;
        // No descriptor is free, or the client is gone already.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  close(): void {
    this.#listener.close();
    for (const connection of this.#connections) closeQuietly(connection);
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    if (this.#connections.size >= MAX_CONNECTIONS) {
      for (const oldest of this.#connections) {
        this.#connections.delete(oldest);
        closeQuietly(oldest);
        break;
      }
    }
    this.#connections.add(connection);
    const timer = setTimeout(() => closeQuietly(connection), MAX_DURATION);
    try {
      await this.#respond(connection);
    } catch {
      // The client is gone, or took too long.
    } finally {
      clearTimeout(timer);
      this.#connections.delete(connection);
      closeQuietly(connection);
    }
  }

  async #respond(connection: Deno.TcpConn): Promise<void> {
    const timer = setTimeout(() => closeQuietly(connection), HEAD_TIMEOUT);
    const head = await readHead(connection).finally(() => clearTimeout(timer));
    if (head === undefined) return;
    const request = parseHead(head, this.port);
    const response = request === undefined
      ? new Response("the request is malformed\n", { status: 400 })
      : await this.#handler(request);
    await writeAll(connection, await serialize(response, request?.method === "HEAD"));
    await connection.closeWrite();
  }
}

/** Reads up to the empty line. Returns undefined if the client closes first or sends too much. */
async function readHead(connection: Deno.Conn): Promise<string | undefined> {
  let head = "";
  const buffer = new Uint8Array(MAX_HEAD);
  while (head.length < MAX_HEAD) {
    const count = await connection.read(buffer);
    if (count === null) return undefined;
    head += new TextDecoder("latin1").decode(buffer.subarray(0, count));
    const end = head.indexOf("\r\n\r\n");
    if (end >= 0) return head.slice(0, end);
  }
  return undefined;
}

const REQUEST_LINE = /^([A-Z]{1,20}) (\S{1,4096}) HTTP\/1\.([01])$/;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*(.*?)[\t ]*$/;

/** Parses a request head (RFC 9112 §3, §5). Returns undefined if it is malformed. */
export function parseHead(
  head: string,
  port: number,
): { method: string; url: string; headers: Headers } | undefined {
  const [line = "", ...lines] = head.split("\r\n");
  const [, method, target, minor] = REQUEST_LINE.exec(line) ?? [];
  if (method === undefined || target === undefined) return undefined;
  const headers = new Headers();
  for (const each of lines) {
    const [, name, value] = FIELD.exec(each) ?? [];
    // A second Host makes the request invalid (RFC 9112 §3.2).
    if (name === undefined || value === undefined) return undefined;
    if (name.toLowerCase() === "host" && headers.has("host")) return undefined;
    headers.append(name, value);
  }
  // Health checks in HTTP/1.0 often send no Host.
  if (minor === "0" && !headers.has("host")) headers.set("host", `localhost:${port}`);
  const url = target.startsWith("/") ? `http://${headers.get("host") ?? ""}${target}` : target;
  return URL.canParse(url) ? { method, url, headers } : undefined;
}

async function serialize(response: Response, isHead: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const body = await response.bytes();
  const fields = new Headers(response.headers);
  fields.set("content-length", String(body.byteLength));
  fields.set("date", new Date().toUTCString());
  fields.set("connection", "close");
  const lines = [...fields].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const { status } = response;
  const head = `HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? ""}\r\n${lines}\r\n`;
  const bytes = new TextEncoder().encode(head);
  return new Uint8Array(await new Blob(isHead ? [bytes] : [bytes, body]).arrayBuffer());
}
