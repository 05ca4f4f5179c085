import type { Certificate } from "../../lib/tls/certificate.ts";
import { createSelfSigned } from "../../lib/tls/self_signed.ts";
import type { Folder } from "./folder.ts";

/** A certificate in files, with the options that name the files. */
export interface CertificateFiles extends Certificate {
  readonly options: readonly string[];
}

/** Creates a certificate and writes it to a directory outside the root, replacing an earlier one. */
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
