import type { Fields } from "./reply_head.ts";

/** Who may read responses (Fetch standard, "HTTP-CORS protocol"); credentials are never allowed. */
export interface CorsPolicy {
  /** For every response. */
  readonly fields: Fields;
  /** For a request with this Origin field, besides. Equal ones are the same object; undefined for none. */
  readonly fieldsFor: (origin: string | null) => Fields | undefined;
}

/** What scripts may read besides the few fields that they always may. */
const EXPOSED =
  "Accept-Ranges, Content-Encoding, Content-Length, Content-Range, Date, ETag, X-Request-Id";

/** How long browsers may remember a preflight's answer, in seconds: the most that they all accept. */
const MAX_AGE = "7200";

/** Makes the policy for origins; `*` alone stands for all. */
export function createCorsPolicy(origins: readonly string[]): CorsPolicy {
  if (origins.includes("*")) {
    const fields = {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": EXPOSED,
    };
    return { fields, fieldsFor: () => undefined };
  }
  const allowed = new Map(origins.map((origin) => [origin, {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED,
  }]));
  // Whatever the origin is, caches have to keep the answers apart.
  return {
    fields: { vary: "Origin" },
    fieldsFor: (origin) => origin === null ? undefined : allowed.get(origin),
  };
}

/**
 * The fields of the answer to a preflight besides the policy's; undefined when the request is none. Whether the origin
 * is allowed is said by the policy's own field, or by its absence.
 *
 * @param field A header field of the request.
 */
export function preflightFields(field: (name: string) => string | null): Fields | undefined {
  if (field("origin") === null || field("access-control-request-method") === null) return undefined;
  const headers = field("access-control-request-headers");
  const isPrivate = field("access-control-request-private-network") === "true";
  return {
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    ...(headers !== null && isNames(headers) && { "access-control-allow-headers": headers }),
    "access-control-max-age": MAX_AGE,
    ...(isPrivate && { "access-control-allow-private-network": "true" }),
    "vary": "Access-Control-Request-Method, Access-Control-Request-Headers",
  };
}

/** Names of fields, separated by commas; of a length that somebody may mean. */
function isNames(text: string): boolean {
  return text.length <= 2048 && /^[!#$%&'*+.^_`|~0-9A-Za-z, -]*$/.test(text);
}
