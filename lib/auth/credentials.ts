import { Buffer } from "node:buffer";

/** What a client says of who it is. */
export interface Credentials {
  readonly name: string;
  /** As the client sent it: UTF-8, as it was asked to. */
  readonly password: Uint8Array;
}

/** Longer ones are nobody's, in bytes. */
const MAX_LENGTH = 1024;

/**
 * Reads an Authorization field of the Basic scheme (RFC 7617 §2).
 *
 * @param field Null when it was not sent.
 * @returns Undefined when there is none, or it can't be read.
 */
export function parseCredentials(field: string | null): Credentials | undefined {
  const token = field === null ? undefined : /^basic +([A-Za-z0-9+/_=-]+) *$/i.exec(field)?.[1];
  if (token === undefined) return undefined;
  const bytes = new Uint8Array(Buffer.from(token, "base64"));
  const colon = bytes.indexOf(0x3a);
  if (colon < 1 || bytes.length > MAX_LENGTH) return undefined;
  return {
    name: new TextDecoder().decode(bytes.subarray(0, colon)),
    password: bytes.slice(colon + 1),
  };
}
