import { resolve } from "../util/path.ts";
import type { Options } from "./options.ts";
import { UsageError } from "../util/errors.ts";

/** Source of the certificate. Paths are absolute. */
export type TlsConfig =
  | {
    readonly kind: "files";
    /** PEM: the server certificate, then its chain. */
    readonly cert: string;
    readonly key: string;
    /** File whose first line is the password of the key. */
    readonly passwordFile: string | undefined;
  }
  /** Generated at startup. */
  | { readonly kind: "selfSigned" };

/**
 * Combines the TLS options.
 *
 * @returns Undefined for plain HTTP.
 * @throws {UsageError} If options conflict, or one is missing that another needs.
 */
export function tlsConfig(options: Options): TlsConfig | undefined {
  const { tlsCert, tlsKey, tlsPasswordFile, tlsSelfSigned, httpsRedirect, port } = options;
  if (httpsRedirect !== undefined && httpsRedirect !== 0 && httpsRedirect === port) {
    throw new UsageError(
      `--https-redirect can't use port ${port}, which serves HTTPS`,
      "choose another port",
    );
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [given, missing] = tlsCert === undefined ? ["key", "cert"] : ["cert", "key"];
    throw new UsageError(`--tls-${given} needs --tls-${missing}`, `add --tls-${missing} FILE`);
  }
  if (tlsCert !== undefined && tlsSelfSigned) {
    throw new UsageError(
      "--tls-cert and --tls-self-signed can't be combined",
      "remove one of them",
    );
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
