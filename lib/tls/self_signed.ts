import { type Certificate, readCertificate } from "./certificate.ts";

/** Validity in days; browsers reject more than 398. */
const DAYS = 397;
const DAY = 86_400_000;

/** The certificate is valid from this long ago, for clients whose clock is behind; in milliseconds. */
const LEEWAY = 3_600_000;

const OID = {
  commonName: "2.5.4.3",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
} as const;

/** Kinds of GeneralName (RFC 5280 §4.2.1.6). */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** The first bit of KeyUsage: digitalSignature. */
const DIGITAL_SIGNATURE = { valueHex: Uint8Array.of(0x80).buffer, unusedBits: 7 };

/**
 * Creates a self-signed certificate with a new key (ECDSA, P-256).
 *
 * @param names Host names and IP addresses, without brackets.
 * @param now When it becomes valid, in milliseconds since 1970.
 */
export async function createSelfSigned(
  names: readonly string[],
  now: number = Date.now(),
): Promise<Certificate> {
  // Loaded on demand: with --tls-cert they are not needed.
  const [pkijs, asn1] = await Promise.all([import("pkijs"), import("asn1js")]);
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  const serial = crypto.getRandomValues(new Uint8Array(16));
  // Positive and of fixed length (RFC 5280 §4.1.2.2).
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  certificate.serialNumber = new asn1.Integer({ valueHex: serial.buffer });
  for (const name of [certificate.subject, certificate.issuer]) {
    const value = new asn1.Utf8String({ value: "Plinth, made for this run" });
    name.typesAndValues.push(new pkijs.AttributeTypeAndValue({ type: OID.commonName, value }));
  }
  certificate.notBefore.value = new Date(now - LEEWAY);
  certificate.notAfter.value = new Date(now + DAYS * DAY);
  const general = names.map((name) => {
    const octets = octetsOf(name);
    return octets === undefined
      ? new pkijs.GeneralName({ type: DNS_NAME, value: name })
      : new pkijs.GeneralName({
        type: IP_ADDRESS,
        value: new asn1.OctetString({ valueHex: octets.buffer }),
      });
  });
  const parts: [string, boolean, { toBER(): ArrayBuffer }][] = [
    [OID.subjectAltName, false, new pkijs.GeneralNames({ names: general }).toSchema()],
    [OID.basicConstraints, true, new pkijs.BasicConstraints({ cA: false }).toSchema()],
    [OID.keyUsage, true, new asn1.BitString(DIGITAL_SIGNATURE)],
    [OID.extKeyUsage, false, new pkijs.ExtKeyUsage({ keyPurposes: [OID.serverAuth] }).toSchema()],
  ];
  certificate.extensions = parts.map(([extnID, critical, value]) =>
    new pkijs.Extension({ extnID, critical, extnValue: value.toBER() })
  );
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(keys.privateKey, "SHA-256");
  const cert = pem("CERTIFICATE", certificate.toSchema(true).toBER());
  const key = pem("PRIVATE KEY", await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  return readCertificate({ cert, key, password: undefined });
}

/** Returns an IP address as 4 or 16 bytes; undefined for a name. */
function octetsOf(name: string): Uint8Array<ArrayBuffer> | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return Uint8Array.from(name.split("."), Number);
  if (!name.includes(":")) return undefined;
  const canonical = URL.parse(`http://[${name.split("%", 1)[0]}]/`)?.hostname.slice(1, -1) ?? "::";
  const [front = "", back = ""] = canonical.split("::");
  const groups = (text: string) => text === "" ? [] : text.split(":");
  const zeros = Array<string>(8 - groups(front).length - groups(back).length).fill("0");
  const all = [...groups(front), ...zeros, ...groups(back)].map((group) => parseInt(group, 16));
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** @see RFC 7468 */
function pem(label: string, der: ArrayBuffer): string {
  const text = new Uint8Array(der).toBase64().replace(/.{1,64}/g, "$&\n");
  return `-----BEGIN ${label}-----\n${text}-----END ${label}-----\n`;
}
