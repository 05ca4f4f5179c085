import type { AuthRule, Guard } from "../auth/guard.ts";
import type { Verdict } from "../auth/messages.ts";
import type { Reply } from "../http/reply.ts";
import { refuse } from "./error_reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Site } from "./site.ts";

/** How long to wait after too many wrong passwords, in seconds. */
const RETRY_AFTER = "60";

/** Goes on when the request may see a path of the site. */
export function ifAuthorized(
  site: Site,
  request: RequestHead,
  path: string,
  goOn: () => Reply | Promise<Reply>,
): Reply | Promise<Reply> {
  const rule = site.guard?.ruleOf(path);
  if (site.guard === undefined || rule === undefined) return goOn();
  const refusal = authorize(site, site.guard, request, rule);
  if (refusal instanceof Promise) return refusal.then((made) => made ?? goOn());
  return refusal ?? goOn();
}

/**
 * Goes on when the request may see what it leads to as well: an index file, a page without its `.html`, where a rule
 * or a link leads may be for fewer users than the path that was asked for.
 */
export function ifShown(
  site: Site,
  request: RequestHead,
  places: readonly (readonly string[])[],
  goOn: () => Reply | Promise<Reply>,
): Reply | Promise<Reply> {
  if (site.guard === undefined || site.guard.isWhole) return goOn();
  const [place, ...others] = places;
  if (place === undefined) return goOn();
  const path = `/${place.join("/")}`;
  return ifAuthorized(site, request, path, () => ifShown(site, request, others, goOn));
}

/**
 * Decides whether a request may see what a rule is for.
 *
 * @param segments The path that was asked for, below the base path.
 * @returns The refusal; undefined when it may. A promise when the password has to be looked at.
 */
function authorize(
  site: Site,
  guard: Guard,
  request: RequestHead,
  rule: AuthRule,
): Reply | undefined | Promise<Reply | undefined> {
  const verdict = guard.check(rule, request.field("authorization"), () => request.client);
  if (verdict instanceof Promise) return verdict.then((made) => refusal(site, request, made));
  return refusal(site, request, verdict);
}

function refusal(
  site: Site,
  request: RequestHead,
  verdict: Verdict | "none",
): Reply | undefined | Promise<Reply> {
  switch (verdict) {
    case "right":
      return undefined;
    case "none":
    case "wrong":
      // RFC 7617 §2 and §2.1. The same for everybody: it does not tell whether there is such a user, or such a file.
      return refuse(site, request, 401, {
        fields: { "www-authenticate": 'Basic realm="Restricted", charset="UTF-8"' },
      });
    case "limited":
      return refuse(site, request, 429, { fields: { "retry-after": RETRY_AFTER } });
    case "busy":
      return refuse(site, request, 503, { fields: { "retry-after": "1" } });
  }
}
