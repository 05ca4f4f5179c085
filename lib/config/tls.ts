import { resolve } from "../util/path.ts";
import type { Options } from "./options.ts";
import { UsageError } from "../util/errors.ts";

/** Where the certificate comes from. Paths are absolute. */
export type TlsConfig =
  | {
    readonly kind: "files";
    /** PEM: the server's own certificate, then the chain. */
    readonly cert: string;
    readonly key: string;
    /** Holds what the key is encrypted with, on its first line. */
    readonly passwordFile: string | undefined;
  }
  /** Made for this run. */
  | { readonly kind: "selfSigned" };

/**
 * Reads the options of TLS together.
 *
 * @returns Undefined for plain HTTP.
 * @throws {UsageError} When one of them needs another one.
 */
export function tlsConfig(options: Options): TlsConfig | undefined {
  const { tlsCert, tlsKey, tlsPasswordFile, tlsSelfSigned, httpsRedirect, port } = options;
  if (httpsRedirect !== undefined && httpsRedirect !== 0 && httpsRedirect === port) {
    throw new UsageError(`HTTPS has port ${port} itself`, "another port for --https-redirect");
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [given, missing] = tlsCert === undefined ? ["key", "cert"] : ["cert", "key"];
    throw new UsageError(`--tls-${given} needs --tls-${missing}`, `add --tls-${missing} FILE`);
  }
  if (tlsCert !== undefined && tlsSelfSigned) {
    throw new UsageError("there are two certificates", "--tls-cert or --tls-self-signed, not both");
  }
  if (tlsPasswordFile !== undefined && tlsKey === undefined) {
    throw new UsageError("--tls-password-file needs a key", "add --tls-cert FILE --tls-key FILE");
  }
  if (tlsSelfSigned) return Object.freeze({ kind: "selfSigned" });
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return Object.freeze({
      kind: "files",
      cert: resolve(tlsCert),
      key: resolve(tlsKey),
      passwordFile: tlsPasswordFile === undefined ? undefined : resolve(tlsPasswordFile),
    });
  }
  if (httpsRedirect !== undefined) {
    throw new UsageError("--https-redirect needs HTTPS", "add --tls-cert and --tls-key");
  }
  return undefined;
}
