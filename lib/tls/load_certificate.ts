import type { TlsConfig } from "../config/tls.ts";
import { StartError } from "../util/errors.ts";
import { type Certificate, readCertificate } from "./certificate.ts";

const PASSWORD_FILE = "a file that this user can read, with the password in its first line";

/**
 * Reads a certificate and its key from their files.
 *
 * @throws {StartError} When they can't be read, or used.
 */
export function loadCertificate(config: Extract<TlsConfig, { kind: "files" }>): Certificate {
  const { cert, key, passwordFile } = config;
  const files = {
    cert: readFile(cert, "--tls-cert"),
    key: readFile(key, "--tls-key"),
    password: passwordFile === undefined
      ? undefined
      : readFile(passwordFile, "--tls-password-file", PASSWORD_FILE).split(/\r?\n/, 1)[0] ?? "",
  };
  return readCertificate(files, Date.now());
}

function readFile(
  path: string,
  option: string,
  wanted = "a file in PEM that this user can read",
): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "is not there"
      : error instanceof Deno.errors.NotCapable
      ? "is not permitted (it has to be in --allow-read)"
      : "can't be read";
    throw new StartError(`${path} ${why}`, `${option} names ${wanted}`);
  }
}
