import type { Config } from "../config/config.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { findAddress } from "./find_address.ts";
import { hostnames } from "./hostnames.ts";
import { prepareSocket } from "../runtime/socket_file.ts";
import type { Certificate } from "../tls/certificate.ts";
import type { CertificateSource } from "../tls/certificate_source.ts";

/** Where the workers listen, and with what. */
export interface Listening {
  readonly address: ListenAddress;
  /** Where plain HTTP is redirected to HTTPS. */
  readonly redirectAddress?: ListenAddress | undefined;
  /** Undefined for plain HTTP. */
  readonly certificate?: Certificate | undefined;
}

/**
 * Finds the addresses and the certificate, at start.
 *
 * @param report Takes a line for the operator.
 * @returns With where the certificate came from, and may come anew.
 * @throws {StartError} When one of them can't be used.
 */
export async function prepareListening(
  config: Config,
  report: (text: string) => void,
): Promise<Listening & { readonly source?: CertificateSource }> {
  const { hostname, httpsRedirect, tls, site, socket } = config;
  if (socket !== undefined) {
    await prepareSocket(socket);
    return { address: { hostname: "", port: 0, socket } };
  }
  const address = await findAddress(config);
  if (tls === undefined) return { address };
  const redirectAddress = httpsRedirect === undefined
    ? undefined
    : await findAddress({ hostname, port: httpsRedirect }, "--https-redirect", address.port);
  // HTTPS is loaded when it is wanted.
  const { CertificateSource } = await import("../tls/certificate_source.ts");
  const source = new CertificateSource(tls, report);
  const names = ["localhost", "127.0.0.1", "::1", ...hostnames(hostname), ...site.allowHost];
  const certificate = await source.load([...new Set(names)]);
  return { address, redirectAddress, certificate, source };
}
