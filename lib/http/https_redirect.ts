import { authorityOf, checkHost, type HostCheck, hostName } from "./host.ts";

/** How plain HTTP is redirected to HTTPS. */
export interface RedirectPolicy {
  /** The port that the runtime's server listens on; it identifies requests without a Host field. */
  readonly port: number;
  /** Hosts of the certificate in authority form; a wildcard matches one label. */
  readonly names: readonly string[];
  /** The public HTTPS port. */
  readonly httpsPort: number;
}

/** The outcome of a plain HTTP request. */
export type HttpsRedirect =
  | { readonly kind: "redirect"; readonly location: string }
  | Exclude<HostCheck, { readonly kind: "accepted" }>;

/**
 * Redirects a plain HTTP request to the same target over HTTPS if the certificate covers its host. Other hosts get no
 * redirect, so that this is not an open redirect.
 *
 * @param field The Host field; null if absent.
 * @param url The runtime's request URL.
 */
export function redirectToHttps(
  field: string | null,
  url: string,
  { port, names, httpsPort }: RedirectPolicy,
): HttpsRedirect {
  const check = checkHost(field, url, { port, loopbackOnly: false, allowed: [] });
  if (check.kind !== "accepted") return check;
  const name = hostName(authorityOf(url)).replace(/\.$/, "");
  if (!names.some((candidate) => matchesHost(candidate, name))) {
    return { kind: "misdirected", name };
  }
  const authority = httpsPort === 443 ? name : `${name}:${httpsPort}`;
  const target = check.target.split("#", 1)[0] ?? "/";
  return { kind: "redirect", location: `https://${authority}${toAscii(target)}` };
}

/** Reports whether a name of the certificate matches a host (RFC 9525 §6.3: a wildcard is the whole first label). */
function matchesHost(candidate: string, name: string): boolean {
  if (!candidate.startsWith("*.")) return candidate === name;
  const dot = name.indexOf(".");
  return dot > 0 && name.slice(dot) === candidate.slice(1);
}

/** Percent-encodes raw UTF-8, which the runtime has decoded: a URI is ASCII. */
function toAscii(target: string): string {
  return target.toWellFormed().replace(/[^!-~]+/g, encodeURIComponent);
}
