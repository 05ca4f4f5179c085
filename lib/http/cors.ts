import type { Fields } from "./reply_head.ts";

/** The origins whose scripts may read responses (Fetch standard, "CORS protocol"). Credentials are never allowed. */
export interface CorsPolicy {
  /** Fields of every response. */
  readonly fields: Fields;
  /**
   * Returns the additional fields for a request's Origin field; undefined for none. Equal origins get the same object.
   */
  readonly fieldsFor: (origin: string | null) => Fields | undefined;
}

/** Fields that scripts may read in addition to the CORS-safelisted ones. */
const EXPOSED =
  "Accept-Ranges, Content-Encoding, Content-Length, Content-Range, Date, ETag, X-Request-Id";

/** How long browsers may cache a preflight, in seconds: the longest time that all of them accept. */
const MAX_AGE = "7200";

/** Creates the policy for a list of origins; `*` allows all. */
export function createCorsPolicy(origins: readonly string[]): CorsPolicy {
  const allow = (origin: string) => ({
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED,
  });
  if (origins.includes("*")) return { fields: allow("*"), fieldsFor: () => undefined };
  const allowed = new Map(origins.map((origin) => [origin, allow(origin)]));
  // Caches must keep responses for different origins apart, also for origins that are not allowed.
  return {
    fields: { vary: "Origin" },
    fieldsFor: (origin) => origin === null ? undefined : allowed.get(origin),
  };
}

/**
 * Returns the fields of a preflight response; undefined if the request is not a preflight. The policy's own fields,
 * which are sent too, allow or deny the origin.
 *
 * @param field Returns a header field of the request.
 */
export function preflightFields(field: (name: string) => string | null): Fields | undefined {
  if (field("origin") === null || field("access-control-request-method") === null) return undefined;
  const headers = field("access-control-request-headers");
  const isPrivate = field("access-control-request-private-network") === "true";
  return {
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    ...(headers !== null && isFieldNameList(headers) &&
      { "access-control-allow-headers": headers }),
    "access-control-max-age": MAX_AGE,
    ...(isPrivate && { "access-control-allow-private-network": "true" }),
    "vary": "Access-Control-Request-Method, Access-Control-Request-Headers",
  };
}

/** Reports whether `text` is a comma-separated list of field names of plausible length. */
function isFieldNameList(text: string): boolean {
  return text.length <= 2048 && /^[!#$%&'*+.^_`|~0-9A-Za-z, -]*$/.test(text);
}
