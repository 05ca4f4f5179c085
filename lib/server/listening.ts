import type { Config } from "../config/config.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { findAddress } from "./find_address.ts";
import { prepareSocket } from "../runtime/socket_file.ts";
import type { Certificate } from "../tls/certificate.ts";
import type { CertificateSource } from "../tls/certificate_source.ts";

/** Addresses and certificate of the workers' listeners. */
export interface Listening {
  readonly address: ListenAddress;
  /** Address where plain HTTP is redirected to HTTPS. */
  readonly redirectAddress?: ListenAddress | undefined;
  /** Undefined for plain HTTP. */
  readonly certificate?: Certificate | undefined;
}

/**
 * Finds the addresses and loads the certificate at start.
 *
 * @param report Receives a line for the operator.
 * @returns Also the source of the certificate, which can load it again.
 * @throws {StartError} If an address or the certificate can't be used.
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
  // Loaded on demand: plain HTTP needs no TLS modules.
  const { CertificateSource } = await import("../tls/certificate_source.ts");
  const source = new CertificateSource(tls, report);
  const names = ["localhost", "127.0.0.1", "::1", ...hostnames(hostname), ...site.allowHost];
  const certificate = await source.load([...new Set(names)]);
  return { address, redirectAddress, certificate, source };
}

/** Whether an address to listen on means all addresses of this machine. */
export function isWildcard(hostname: string): boolean {
  return hostname === "0.0.0.0" || hostname === "::";
}

/** Returns the loopback addresses that a wildcard address includes. */
export function loopbacks(hostname: string): string[] {
  return hostname === "::" ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
}

/** Returns an address itself; for a wildcard address those of this machine, loopback first. */
export function hostnames(hostname: string): string[] {
  if (!isWildcard(hostname)) return [hostname];
  const own = networkInterfaces().filter(({ address, family }) =>
    // A link-local address would need its zone, which a URL can't contain.
    (hostname === "::" || family === "IPv4") && !/^(?:127\.|::1$|fe80:)/i.test(address)
  );
  return [...loopbacks(hostname), ...own.map(({ address }) => address)];
}

/** Returns no interfaces if the permission is missing. */
function networkInterfaces(): Deno.NetworkInterfaceInfo[] {
  const permission = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return permission.state === "granted" ? Deno.networkInterfaces() : [];
}
