import type { Reason } from "./gate.ts";

/** How long a connection whose last bytes were sent may stay, so that they arrive, in milliseconds. */
export const LINGER = 1000;

/** How much such a connection is still read, so that it is not reset before the last bytes have arrived, in bytes. */
export const LINGER_BYTES = 1024 * 1024;

/** How often it is looked whether what a client sent before it closed its side is answered, in milliseconds. */
export const SETTLING = 20;

/** What a client that took too long over a request's head is told (RFC 9110 §15.5.9). */
const TIMED_OUT = farewell(408, "Request Timeout", "The request's head took too long.\n");

/**
 * The last bytes for a client whose connection is ended, where something can be said: in HTTP/1.1, to one
 * that has begun a head, and between two responses. Otherwise undefined.
 */
export function lastWords(
  reason: Reason,
  { hasBegunHead, multiplexed }: { readonly hasBegunHead: boolean; readonly multiplexed: boolean },
): Uint8Array<ArrayBuffer> | undefined {
  return reason === "head" && hasBegunHead && !multiplexed ? TIMED_OUT : undefined;
}

function farewell(status: number, phrase: string, text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: text/plain; charset=UTF-8\r\n` +
      `Content-Length: ${text.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${text}`,
  );
}
