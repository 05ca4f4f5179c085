import type { TlsConfig } from "../config/tls.ts";
import { StartError } from "../util/errors.ts";
import { type Certificate, readCertificate } from "./certificate.ts";
import { createSelfSigned } from "./self_signed.ts";

/** Polling interval for the files, in milliseconds. */
const INTERVAL = 1000;

/** Loads the certificate, and reloads it when its files change. */
export class CertificateSource {
  readonly #config: TlsConfig;
  readonly #report: (text: string) => void;
  #loadedStats = "";
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param report Receives a line for the operator. */
  constructor(config: TlsConfig, report: (text: string) => void) {
    this.#config = config;
    this.#report = report;
  }

  /**
   * Loads the certificate, or creates a self-signed one.
   *
   * @param names Host names and IP addresses for a self-signed certificate.
   * @throws {StartError} If the certificate can't be used.
   */
  async load(names: readonly string[]): Promise<Certificate> {
    if (this.#config.kind === "selfSigned") return await createSelfSigned(names);
    this.#loadedStats = this.#statFiles();
    return loadCertificate(this.#config);
  }

  /** Polls the files and calls `onChange` when they hold a new valid certificate. */
  watch(onChange: (certificate: Certificate) => void): void {
    if (this.#config.kind === "selfSigned") return;
    let previous = this.#loadedStats;
    this.#timer = setInterval(() => {
      const now = this.#statFiles();
      // Certificate and key are written one after the other: they are read once they are the same at two polls.
      if (now !== this.#loadedStats && now === previous) this.reload(onChange);
      previous = now;
    }, INTERVAL);
  }

  /** Reads the files now. An invalid certificate is reported, and the current one stays in use. */
  reload(onChange: (certificate: Certificate) => void): void {
    if (this.#config.kind === "selfSigned") return;
    this.#loadedStats = this.#statFiles();
    try {
      onChange(loadCertificate(this.#config));
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      this.#report(`the new certificate is not used: ${error.message} (${error.advice})`);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Stats of the files as text: they differ if a file, or the target of a link, was changed or replaced. */
  #statFiles(): string {
    if (this.#config.kind === "selfSigned") return "";
    const { cert, key, passwordFile } = this.#config;
    return [cert, key, passwordFile ?? ""].map((path) => {
      try {
        const { mtime, size, ino, dev } = Deno.statSync(path);
        return [mtime?.getTime(), size, ino, dev].join();
      } catch {
        return "";
      }
    }).join(";");
  }
}

const PASSWORD_FILE = "a file that this user can read, with the password in its first line";

/**
 * Reads a certificate and its key from their files.
 *
 * @throws {StartError} If a file can't be read or the certificate can't be used.
 */
function loadCertificate(config: Extract<TlsConfig, { kind: "files" }>): Certificate {
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
  expected = "a PEM file that this user can read",
): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "does not exist"
      : error instanceof Deno.errors.NotCapable
      ? "is not permitted (it must be in --allow-read)"
      : "can't be read";
    throw new StartError(`${path} ${why}`, `${option} must name ${expected}`);
  }
}
