import { request as sendHttp } from "node:http";
import { request as sendHttps } from "node:https";
import type { RequestSpec } from "./request.ts";

/** Where a server listens on loopback. */
export interface Where {
  readonly port: number;
  /** Whether it uses HTTPS. Any certificate is accepted. */
  readonly tls: boolean;
}

/** A response as received, with its content coding. */
export interface RawResponse {
  readonly status: number;
  /** Values by lower-case name. */
  readonly fields: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Idle time limit, in milliseconds. */
const IDLE_TIMEOUT = 15_000;

/**
 * Sends one request to a server on loopback, over a new connection.
 *
 * @throws If there is no response. Reading the body throws if it is shorter than Content-Length.
 */
export function send(
  { port, tls }: Where,
  { method = "GET", path, fields }: Pick<RequestSpec, "method" | "path" | "fields">,
  more: Readonly<Record<string, string>> = {},
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const request = (tls ? sendHttps : sendHttp)({
      host: "127.0.0.1",
      port,
      path,
      method,
      headers: { ...fields, ...more },
      agent: false,
      rejectUnauthorized: false,
    }, (response) => {
      const entries = Object.entries(response.headers).map(([name, value]) => [name, `${value}`]);
      resolve({
        status: response.statusCode ?? 0,
        fields: Object.fromEntries(entries) as Record<string, string>,
        body: response,
      });
    });
    request.setTimeout(IDLE_TIMEOUT, () => request.destroy(new Error("no response in time")));
    request.on("error", reject);
    request.end();
  });
}

/** Reads a body to its end. */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
