import type { Certificate } from "../../lib/tls/certificate.ts";
import { createSelfSigned } from "../../lib/tls/self_signed.ts";
import type { TemporaryFolder } from "./folder.ts";
import { runTool } from "./tools.ts";

/** A certificate in files, with the options that name the files. */
export interface CertificateFiles extends Certificate {
  readonly options: readonly string[];
}

/**
 * Creates a certificate and writes it to a directory outside the root, replacing an earlier one.
 *
 * @param now When it becomes valid, for 397 days; in milliseconds since 1970.
 */
export async function writeCertificate(
  folder: TemporaryFolder,
  names: readonly string[] = ["localhost", "127.0.0.1"],
  now?: number,
): Promise<CertificateFiles> {
  const certificate = await createSelfSigned(names, now);
  folder.write("cert.pem", certificate.cert);
  folder.write("key.pem", certificate.key);
  const options = [`--tls-cert=${folder.at("cert.pem")}`, `--tls-key=${folder.at("key.pem")}`];
  return { ...certificate, options };
}

/**
 * Creates a certificate in `cert.pem` and `key.pem` with openssl.
 *
 * @param extensions In the syntax of `openssl req -addext`.
 */
export async function createWithExtensions(
  folder: TemporaryFolder,
  extensions: readonly string[],
): Promise<{ readonly cert: string; readonly options: readonly string[] }> {
  const [cert, key] = [folder.at("cert.pem"), folder.at("key.pem")];
  await runTool([
    ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    ...["-nodes", "-keyout", key, "-out", cert, "-days", "30", "-subj", "/CN=localhost"],
    ...["subjectAltName=DNS:localhost,IP:127.0.0.1", ...extensions].flatMap((each) => [
      "-addext",
      each,
    ]),
  ]);
  return { cert: Deno.readTextFileSync(cert), options: [`--tls-cert=${cert}`, `--tls-key=${key}`] };
}
