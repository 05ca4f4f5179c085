import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { StartError } from "../util/errors.ts";
import type { Validity } from "./validity.ts";

/** A certificate that can be served, and its key. Clients reject it outside its time. */
export interface Certificate extends Validity {
  /** PEM: the server's own certificate, then the chain. */
  readonly cert: string;
  /** PEM, not encrypted. */
  readonly key: string;
  /**
   * Subject alternative names in lower case: DNS names, whose first label may be a wildcard, and IP addresses as in
   * an authority (IPv6 in brackets).
   */
  readonly names: readonly string[];
  /** SHA-256 as hexadecimal pairs separated by colons. */
  readonly fingerprint: string;
}

/** Contents of the certificate's files. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** Password of an encrypted key. */
  readonly password: string | undefined;
}

/**
 * Parses a certificate and its key.
 *
 * @throws {StartError} If one can't be parsed or used, or they do not match.
 */
export function readCertificate(files: CertificateFiles): Certificate {
  const certificate = parseCertificate(files.cert);
  const key = parseKey(files.key, files.password);
  if (!certificate.checkPrivateKey(key)) {
    throw new StartError(
      "the certificate and the key do not belong together",
      "the server's own certificate must be the first one in --tls-cert",
    );
  }
  const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
  return {
    cert: requireUsable(files.cert, pem),
    key: pem,
    names: namesOf(certificate),
    fingerprint: certificate.fingerprint256,
    begins: Date.parse(certificate.validFrom),
    expires: Date.parse(certificate.validTo),
  };
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new StartError(
      "--tls-cert holds no certificate",
      "it must be PEM: -----BEGIN CERTIFICATE-----",
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
        "check --tls-password-file; to encrypt it with AES: openssl pkcs8 -topk8 -v2 aes256 -in OLD -out NEW",
      )
      : new StartError("--tls-key holds no private key", "it must be PEM: ... PRIVATE KEY-----");
  }
}

/** Returns the certificate if the runtime supports its kind of key. */
function requireUsable(cert: string, key: string): string {
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

/** Returns the subject alternative names; the common name is ignored (RFC 9525 §2). */
function namesOf({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? "").split(", ").flatMap((entry) => {
    const [, kind, name] = /^(DNS|IP Address):(.+)$/.exec(entry) ?? [];
    if (kind === undefined || name === undefined) return [];
    const isIPv6 = kind !== "DNS" && name.includes(":");
    // The URL parser returns the canonical form of an IPv6 address.
    return [isIPv6 ? URL.parse(`http://[${name}]/`)?.hostname ?? name : name.toLowerCase()];
  });
}
