import { clientAddress } from "./client_address.ts";
import { unmapIPv4 } from "../util/unmapped.ts";
import { NO_ADDRESS } from "./trust.ts";

/** Whose word counts for where a request comes from. */
export type Trust = (address: string) => boolean;

/**
 * The address of a request's client; `-` when it has none.
 *
 * @param field A header field of the request.
 */
export function clientOf(
  remoteAddr: Deno.Addr,
  field: (name: string) => string | null,
  isTrusted: Trust | undefined,
): string {
  const address = "hostname" in remoteAddr ? unmapIPv4(remoteAddr.hostname) : NO_ADDRESS;
  if (isTrusted === undefined) return address;
  const fields = { xForwardedFor: field("x-forwarded-for"), forwarded: field("forwarded") };
  return clientAddress(address, fields, isTrusted);
}
