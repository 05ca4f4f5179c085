import { authorityOf, checkHost, type HostCheck, hostName } from "./host.ts";

/** Where plain HTTP is redirected to. */
export interface RedirectPolicy {
  /** The port that the runtime's server listens on, which stands for a missing Host field. */
  readonly port: number;
  /** The names of the certificate, as they stand in an authority; a wildcard stands for one label. */
  readonly names: readonly string[];
  /** Where HTTPS is listened for. */
  readonly httpsPort: number;
}

/** What comes of a request for plain HTTP. */
export type HttpsRedirect =
  | { readonly kind: "redirect"; readonly location: string }
  | Exclude<HostCheck, { readonly kind: "accepted" }>;

/**
 * Decides where a request for plain HTTP is redirected to: to the same target by HTTPS, when the certificate
 * is for its host; nobody is sent to a host of somebody else's.
 *
 * @param field The Host field; null when there was none.
 * @param url What the runtime made of the request.
 */
export function redirectToHttps(
  field: string | null,
  url: string,
  { port, names, httpsPort }: RedirectPolicy,
): HttpsRedirect {
  const check = checkHost(field, url, { port, loopbackOnly: false, allowed: [] });
  if (check.kind !== "accepted") return check;
  const name = hostName(authorityOf(url)).replace(/\.$/, "");
  if (!names.some((candidate) => matches(candidate, name))) return { kind: "misdirected", name };
  const authority = httpsPort === 443 ? name : `${name}:${httpsPort}`;
  const target = check.target.split("#", 1)[0] ?? "/";
  return { kind: "redirect", location: `https://${authority}${asciiOf(target)}` };
}

/** Whether a name of a certificate stands for a host (RFC 9525 §6.3: a wildcard is the whole first label). */
function matches(candidate: string, name: string): boolean {
  if (!candidate.startsWith("*.")) return candidate === name;
  const dot = name.indexOf(".");
  return dot > 0 && name.slice(dot) === candidate.slice(1);
}

/** The runtime shows raw UTF-8 decoded; a URI has none. */
function asciiOf(target: string): string {
  return target.toWellFormed().replace(/[^!-~]+/g, encodeURIComponent);
}
