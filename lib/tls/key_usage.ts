import type { BitString } from "asn1js";
import { X509Certificate } from "node:crypto";
import { Certificate, type Extension, type ExtKeyUsage } from "pkijs";
import type { CertificateProblem } from "./validity.ts";

/** Extensions of a certificate (RFC 5280 §4.2.1.3, §4.2.1.12). */
const KEY_USAGE = "2.5.29.15";
const EXTENDED_KEY_USAGE = "2.5.29.37";

/** Purposes with which a server may use a certificate. */
const SERVER_PURPOSES: readonly string[] = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/** The first bit of KeyUsage. */
const DIGITAL_SIGNATURE = 0x80;

/**
 * Returns why clients reject a certificate that was made for another purpose; undefined if it is for servers, or if the
 * parser does not understand it. Without these extensions it is for everything.
 *
 * @param pem The certificate; a chain may follow.
 */
export function keyUsageProblem(pem: string): CertificateProblem | undefined {
  const extensions = parseExtensions(pem);
  const valueOf = (id: string) => extensions.find(({ extnID }) => extnID === id)?.parsedValue;
  const purposes: ExtKeyUsage | undefined = valueOf(EXTENDED_KEY_USAGE);
  if (purposes !== undefined && !purposes.keyPurposes.some((id) => SERVER_PURPOSES.includes(id))) {
    const advice = "request one whose extended key usage includes serverAuth";
    return { problem: "is not for servers", advice };
  }
  const usage: BitString | undefined = valueOf(KEY_USAGE);
  if (usage !== undefined && !((usage.valueBlock.valueHexView[0] ?? 0) & DIGITAL_SIGNATURE)) {
    const advice = "request one whose key usage includes digitalSignature";
    return { problem: "is not for signatures, which TLS needs", advice };
  }
  return undefined;
}

function parseExtensions(pem: string): readonly Extension[] {
  try {
    const der = Uint8Array.from(new X509Certificate(pem).raw);
    return Certificate.fromBER(der.buffer).extensions ?? [];
  } catch {
    return [];
  }
}
