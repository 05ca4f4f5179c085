import { Buffer } from "node:buffer";
import { MAX_CREDENTIALS } from "./messages.ts";

/** User name and password sent by a client. */
export interface Credentials {
  readonly name: string;
  /** As sent by the client: UTF-8, as the challenge requests. */
  readonly password: Uint8Array;
}

/**
 * Parses an Authorization field of the Basic scheme (RFC 7617 §2).
 *
 * @param field Null if the client sent none.
 * @returns Undefined if the field is absent or malformed.
 */
export function parseCredentials(field: string | null): Credentials | undefined {
  const token = field === null ? undefined : /^basic +([A-Za-z0-9+/_=-]+) *$/i.exec(field)?.[1];
  if (token === undefined) return undefined;
  const bytes = new Uint8Array(Buffer.from(token, "base64"));
  const colon = bytes.indexOf(0x3a);
  if (colon < 1 || bytes.length > MAX_CREDENTIALS) return undefined;
  return {
    name: new TextDecoder().decode(bytes.subarray(0, colon)),
    password: bytes.slice(colon + 1),
  };
}
