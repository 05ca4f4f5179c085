import type { Guard } from "../auth/guard.ts";
import type { Verdict } from "../auth/messages.ts";
import type { RequestHead } from "../http/request_head.ts";
import { type IsVisible, SEE_ALL } from "../listing/read_entry.ts";
import type { Failure } from "./generated_error.ts";
import type { Site } from "./site.ts";

/** The failure without right credentials (RFC 7617 §2). Always the same: it must not reveal which users or files exist. */
export const UNAUTHORIZED: Failure = {
  status: 401,
  fields: { "www-authenticate": 'Basic realm="Restricted", charset="UTF-8"' },
};

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

/** The part of a site that a client may know of. */
export interface Visibility {
  readonly isVisible: IsVisible;
  /** Whether the client's credentials are right for a rule that it did not have to satisfy. */
  readonly isSignedIn: boolean;
  /** Whether the client's credentials make a difference. */
  readonly isPersonal: boolean;
}

/** Returns what a client that is authorized for a directory may know of. @param segments Below the root. */
export async function visibilityIn(
  { guard }: Site,
  request: RequestHead,
  ...directories: readonly (readonly string[])[]
): Promise<Visibility> {
  if (guard === undefined || guard.isWhole) {
    return { isVisible: SEE_ALL, isSignedIn: false, isPersonal: false };
  }
  const authorized = directories.map((path) => `/${path.join("/")}/`);
  const credentials = request.field("authorization");
  const { isVisible, isSignedIn } = await guard.visibility(
    authorized,
    credentials,
    () => request.client,
  );
  const isPathVisible: IsVisible = (path) => isVisible(`/${path.join("/")}`);
  return { isVisible: isPathVisible, isSignedIn, isPersonal: true };
}

function failureOf(verdict: Verdict | "none"): Failure | undefined {
  switch (verdict) {
    case "right":
      return undefined;
    case "none":
    case "wrong":
      return UNAUTHORIZED;
    case "limited":
      return { status: 429, fields: { "retry-after": RETRY_AFTER } };
    case "busy":
      return { status: 503, fields: { "retry-after": "1" } };
  }
}
