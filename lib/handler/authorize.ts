import type { Guard } from "../auth/guard.ts";
import type { Verdict } from "../auth/messages.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Failure } from "./error_page.ts";

/** Retry-After when there were too many wrong passwords, in seconds. */
const RETRY_AFTER = "60";

/** Authorizes a request for paths of the site, in order. @returns Undefined if it is authorized for all of them. */
export async function authorize(
  guard: Guard,
  request: RequestHead,
  paths: readonly string[],
): Promise<Failure | undefined> {
  const rules = new Set(paths.flatMap((path) => guard.rulesOf(path)));
  const credentials = rules.size === 0 ? null : request.field("authorization");
  for (const rule of rules) {
    const failure = failureOf(await guard.check(rule, credentials, () => request.client));
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/**
 * Authorizes a request for the places that its path leads to. An index file, a page without its `.html`, the target of
 * a rewrite or of a symlink may be closed to some users of the requested path.
 *
 * @param places Segments below the root.
 */
export async function authorizePlaces(
  guard: Guard,
  request: RequestHead,
  places: readonly (readonly string[])[],
): Promise<Failure | undefined> {
  if (guard.isWhole) return undefined;
  return await authorize(guard, request, places.map((segments) => `/${segments.join("/")}`));
}

function failureOf(verdict: Verdict | "none"): Failure | undefined {
  switch (verdict) {
    case "right":
      return undefined;
    case "none":
    case "wrong":
      // RFC 7617 §2 and §2.1. Always the same: it must not reveal which users or files exist.
      return {
        status: 401,
        fields: { "www-authenticate": 'Basic realm="Restricted", charset="UTF-8"' },
      };
    case "limited":
      return { status: 429, fields: { "retry-after": RETRY_AFTER } };
    case "busy":
      return { status: 503, fields: { "retry-after": "1" } };
  }
}
