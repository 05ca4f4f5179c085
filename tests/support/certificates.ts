import type { Certificate } from "../../lib/tls/certificate.ts";
import { createSelfSigned } from "../../lib/tls/self_signed.ts";
import type { Folder } from "./folder.ts";

/** A certificate in files, and the options that name them. */
export interface CertificateFiles extends Certificate {
  readonly options: readonly string[];
}

/** Makes a certificate and writes it, over the one before, into a folder that is not served. */
export async function writeCertificate(
  folder: Folder,
  names: readonly string[] = ["localhost", "127.0.0.1"],
): Promise<CertificateFiles> {
  const certificate = await createSelfSigned(names);
  folder.write("cert.pem", certificate.cert);
  folder.write("key.pem", certificate.key);
  const options = [`--tls-cert=${folder.at("cert.pem")}`, `--tls-key=${folder.at("key.pem")}`];
  return { ...certificate, options };
}
