import type { TlsConfig } from "../config/tls.ts";
import { StartError } from "../util/errors.ts";
import type { Certificate } from "./certificate.ts";
import { loadCertificate } from "./load_certificate.ts";
import { createSelfSigned } from "./self_signed.ts";

/** How often the files are looked at, in milliseconds. */
const INTERVAL = 1000;

/** Where the certificate comes from, now and later. */
export class CertificateSource {
  readonly #config: TlsConfig;
  readonly #report: (text: string) => void;
  #seen = "";
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param report Takes a line for the operator. */
  constructor(config: TlsConfig, report: (text: string) => void) {
    this.#config = config;
    this.#report = report;
  }

  /**
   * @param names What a certificate that is made is for: host names and IP addresses.
   * @throws {StartError} When there is none that can be used.
   */
  async load(names: readonly string[]): Promise<Certificate> {
    if (this.#config.kind === "selfSigned") return await createSelfSigned(names);
    this.#seen = this.#look();
    return loadCertificate(this.#config);
  }

  /** Tells of new certificates: when the files change and hold one that can be used. */
  watch(onChange: (certificate: Certificate) => void): void {
    if (this.#config.kind === "selfSigned") return;
    let before = this.#seen;
    this.#timer = setInterval(() => {
      const now = this.#look();
      // Two files are written one after the other: they have to rest before they are read.
      if (now !== this.#seen && now === before) this.reload(onChange);
      before = now;
    }, INTERVAL);
  }

  /** Reads the files now; a bad one is reported, and what there is stays. */
  reload(onChange: (certificate: Certificate) => void): void {
    if (this.#config.kind === "selfSigned") return;
    this.#seen = this.#look();
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

  /** What tells that a file was changed or replaced, also behind a link. */
  #look(): string {
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
