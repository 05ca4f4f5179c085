import type { TlsConfig } from "../config/tls.ts";
import { StartError } from "../util/errors.ts";
import { type Certificate, readCertificate } from "./certificate.ts";
import { createSelfSigned } from "./self_signed.ts";
import { type CertificateProblem, isReplacement, validityProblem } from "./validity.ts";

/** Polling interval for the files, in milliseconds. */
const INTERVAL = 1000;

/** Receives a certificate for new connections. */
type OnChange = (certificate: Certificate) => void;

/**
 * Loads the certificate, and reloads it when its files change. A certificate that clients reject, for example an expired
 * one, is reported and served nevertheless, unless there is a better one.
 */
export class CertificateSource {
  readonly #config: TlsConfig;
  readonly #report: (text: string) => void;
  readonly #now: () => number;
  #current: Certificate | undefined;
  /** A new certificate that is not valid yet, while the current one is. */
  #next: Certificate | undefined;
  /** What makes the current certificate unusable for servers. */
  #usageProblem: CertificateProblem | undefined;
  /** The problem of the validity that was last reported. */
  #reported: string | undefined;
  #loadedStats = "";
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param report Receives a line for the operator.
   * @param now In milliseconds since 1970.
   */
  constructor(
    config: TlsConfig,
    report: (text: string) => void,
    now: () => number = () => Date.now(),
  ) {
    this.#config = config;
    this.#report = report;
    this.#now = now;
  }

  /** The certificate in use, and why clients reject it; undefined before it is loaded. */
  get state(): { readonly expires: number; readonly problem: string | undefined } | undefined {
    if (this.#current === undefined) return undefined;
    const problem = validityProblem(this.#current, this.#now()) ?? this.#usageProblem;
    return { expires: this.#current.expires, problem: problem?.problem };
  }

  /**
   * Loads the certificate, or creates a self-signed one.
   *
   * @param names Host names and IP addresses for a self-signed certificate.
   * @throws {StartError} If the certificate can't be used.
   */
  async load(names: readonly string[]): Promise<Certificate> {
    this.#loadedStats = this.#statFiles();
    const certificate = this.#config.kind === "selfSigned"
      ? await createSelfSigned(names)
      : loadCertificate(this.#config);
    this.#use(certificate);
    return certificate;
  }

  /** Polls the files and the time, and calls `onChange` with each certificate that replaces the current one. */
  watch(onChange: OnChange): void {
    this.#checkUsage();
    let previous = this.#loadedStats;
    this.#timer = setInterval(() => {
      const stats = this.#statFiles();
      // Certificate and key are written one after the other: they are read once they are the same at two polls.
      if (stats !== this.#loadedStats && stats === previous) this.reload(onChange);
      previous = stats;
      this.checkTime(onChange);
    }, INTERVAL);
  }

  /** Reads the files now. A certificate that can't be used is reported, and the current one stays in use. */
  reload(onChange: OnChange): void {
    if (this.#config.kind === "selfSigned") return;
    this.#loadedStats = this.#statFiles();
    try {
      this.#replace(loadCertificate(this.#config), onChange);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      this.#report(`the new certificate is not used: ${error.message} (${error.advice})`);
    }
  }

  /** Replaces the certificate by one that has become valid, and reports one that has expired. */
  checkTime(onChange: OnChange): void {
    if (this.#next !== undefined && validityProblem(this.#next, this.#now()) === undefined) {
      this.#replace(this.#next, onChange);
    }
    this.#reportValidity();
  }

  #replace(next: Certificate, onChange: OnChange): void {
    const now = this.#now();
    this.#next = undefined;
    if (this.#current === undefined || isReplacement(next, this.#current, now)) {
      this.#use(next);
      this.#checkUsage();
      return onChange(next);
    }
    const { problem, advice } = validityProblem(next, now) ?? { problem: "", advice: "" };
    this.#report(`the new certificate is not used: it ${problem} (${advice})`);
    if (next.begins > now) this.#next = next;
  }

  #use(certificate: Certificate): void {
    this.#current = certificate;
    this.#usageProblem = undefined;
    this.#reported = undefined;
    this.#reportValidity();
  }

  /** Reports a problem with the time once. */
  #reportValidity(): void {
    const problem = this.#current && validityProblem(this.#current, this.#now());
    if (problem !== undefined && problem.problem !== this.#reported) this.#reportProblem(problem);
    this.#reported = problem?.problem;
  }

  /** Checks and reports what the current certificate may be used for. Not done at start: the parser loads slowly. */
  async #checkUsage(): Promise<void> {
    const certificate = this.#current;
    if (certificate === undefined || this.#config.kind === "selfSigned") return;
    const { keyUsageProblem } = await import("./key_usage.ts");
    if (certificate !== this.#current) return;
    this.#usageProblem = keyUsageProblem(certificate.cert);
    if (this.#usageProblem !== undefined) this.#reportProblem(this.#usageProblem);
  }

  #reportProblem({ problem, advice }: CertificateProblem): void {
    this.#report(`the certificate ${problem} (${advice})`);
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
  return readCertificate(files);
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
