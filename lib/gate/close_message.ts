import type { TimeoutName } from "./activity_timeouts.ts";

/** Why the gate ends a connection. */
export type CloseReason =
  | TimeoutName
  /** A new connection takes its slot. */
  | "evicted"
  /** The client sent more of a request body than the gate discards. */
  | "bodyTooLarge"
  /** The server shuts down. */
  | "shutdown";

/** Response to a client that took too long to send a request head (RFC 9110 §15.5.9). */
const REQUEST_TIMEOUT = errorResponse(
  408,
  "Request Timeout",
  "The request head was not received in time.\n",
);

/**
 * HTTP/2 GOAWAY with NO_ERROR. The gate does not parse frames, so it sends the highest possible stream ID as the
 * last stream ID (RFC 9113 §6.8, §9.1).
 */
const GOAWAY = new Uint8Array([0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/**
 * Returns the last bytes to send to a client before its connection is closed, or undefined to close it without a
 * message. A message may only be sent between two responses: in HTTP/1.1 after the client began a head, in HTTP/2
 * while the connection is idle.
 */
export function closeMessage(
  reason: CloseReason,
  { hasPartialHead, isHttp2 }: { readonly hasPartialHead: boolean; readonly isHttp2: boolean },
): Uint8Array<ArrayBuffer> | undefined {
  if (isHttp2) return reason === "idleTimeout" ? GOAWAY : undefined;
  return reason === "headerTimeout" && hasPartialHead ? REQUEST_TIMEOUT : undefined;
}

function errorResponse(status: number, phrase: string, text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: text/plain; charset=UTF-8\r\n` +
      `Content-Length: ${text.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${text}`,
  );
}
