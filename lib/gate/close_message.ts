import type { CloseReason } from "./gate.ts";

/** How long a connection whose last bytes were sent may stay, so that they arrive, in milliseconds. */
export const LINGER = 1000;

/** How much such a connection is still read, so that it is not reset before the last bytes have arrived, in bytes. */
export const LINGER_BYTES = 1024 * 1024;

/** How often it is looked whether what a client sent before it closed its side is answered, in milliseconds. */
export const SETTLING = 20;

/** What a client that took too long over a request's head is told (RFC 9110 §15.5.9). */
const TIMED_OUT = errorResponse(408, "Request Timeout", "The request's head took too long.\n");

/**
 * What a client with nothing in flight is told in HTTP/2: GOAWAY with NO_ERROR, and the last stream of all, since the
 * gate does not know which one was (RFC 9113 §6.8, §9.1).
 */
const GOING_AWAY = new Uint8Array([0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/**
 * The last bytes for a client whose connection is ended, where something can be said between two responses: in
 * HTTP/1.1 to one that has begun a head, in HTTP/2 to one that was idle. Otherwise undefined.
 */
export function closeMessage(
  reason: CloseReason,
  { hasPartialHead, isHttp2 }: { readonly hasPartialHead: boolean; readonly isHttp2: boolean },
): Uint8Array<ArrayBuffer> | undefined {
  if (isHttp2) return reason === "idle" ? GOING_AWAY : undefined;
  return reason === "head" && hasPartialHead ? TIMED_OUT : undefined;
}

function errorResponse(status: number, phrase: string, text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: text/plain; charset=UTF-8\r\n` +
      `Content-Length: ${text.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${text}`,
  );
}
