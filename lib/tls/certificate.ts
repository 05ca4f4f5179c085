import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { StartError } from "../util/errors.ts";

/** A certificate, ready to be used. */
export interface Certificate {
  /** PEM: the server's own certificate, then the chain. */
  readonly cert: string;
  /** PEM, not encrypted. */
  readonly key: string;
  /**
   * What it is for: names, perhaps with a wildcard as first label, and IP addresses, in lower case and as they
   * stand in an authority (IPv6 in brackets).
   */
  readonly names: readonly string[];
  /** SHA-256, in hexadecimal pairs separated by colons. */
  readonly fingerprint: string;
  /** When it expires, in milliseconds since 1970. */
  readonly expires: number;
}

/** What is in the files of a certificate. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** What the key is encrypted with. */
  readonly password: string | undefined;
}

/**
 * Checks a certificate and its key.
 *
 * @param now In milliseconds since 1970.
 * @throws {StartError} When they are none, do not belong together, or are not valid now.
 */
export function readCertificate(files: CertificateFiles, now: number): Certificate {
  const certificate = parseCertificate(files.cert);
  const key = parseKey(files.key, files.password);
  if (!certificate.checkPrivateKey(key)) {
    throw new StartError(
      "the certificate and the key do not belong together",
      "the server's own certificate has to be the first one in --tls-cert",
    );
  }
  const [begins, expires] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  if (now > expires) {
    throw new StartError(`the certificate expired on ${day(expires)}`, "renew it");
  }
  if (now < begins) {
    throw new StartError(
      `the certificate is valid from ${day(begins)} on`,
      "look at the clock of this machine",
    );
  }
  const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
  return {
    cert: usable(files.cert, pem),
    key: pem,
    names: namesOf(certificate),
    fingerprint: certificate.fingerprint256,
    expires,
  };
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new StartError(
      "--tls-cert holds no certificate",
      "it has to be PEM: -----BEGIN CERTIFICATE-----",
    );
  }
}

function parseKey(pem: string, password: string | undefined): KeyObject {
  const isEncrypted = /ENCRYPTED/.test(pem);
  if (isEncrypted && password === undefined) {
    throw new StartError("the key is encrypted", "name a file with --tls-password-file");
  }
  try {
    return createPrivateKey({ key: pem, ...(isEncrypted && { passphrase: password ?? "" }) });
  } catch {
    throw isEncrypted
      ? new StartError(
        "the password does not open the key, or it is encrypted with DES or HMAC-SHA1",
        "look into --tls-password-file; to encrypt it with AES: openssl pkcs8 -topk8 -v2 aes256 -in OLD -out NEW",
      )
      : new StartError("--tls-key holds no private key", "it has to be PEM: ... PRIVATE KEY-----");
  }
}

/** The runtime knows fewer kinds of keys than there are. */
function usable(cert: string, key: string): string {
  try {
    createSecureContext({ cert, key });
    return cert;
  } catch (error) {
    throw new StartError(
      `the certificate can't be used: ${error instanceof Error ? error.message : error}`,
      "use a key of ECDSA (P-256, P-384), Ed25519 or RSA (2048 bits or more)",
    );
  }
}

/** Subject alternative names; the common name counts no more (RFC 9525 §2). */
function namesOf({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? "").split(", ").flatMap((entry) => {
    const [, kind, name] = /^(DNS|IP Address):(.+)$/.exec(entry) ?? [];
    if (kind === undefined || name === undefined) return [];
    const isIPv6 = kind !== "DNS" && name.includes(":");
    // The URL parser gives an IPv6 address its one canonical form.
    return [isIPv6 ? URL.parse(`http://[${name}]/`)?.hostname ?? name : name.toLowerCase()];
  });
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
