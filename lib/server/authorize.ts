import type { AuthRule, Guard } from "../auth/guard.ts";
import type { Verdict } from "../auth/messages.ts";
import type { Answer } from "../http/answer.ts";
import { refuse } from "./error_answer.ts";
import type { RequestHead } from "./request.ts";
import type { Site } from "./site.ts";

/** How long to wait after too many wrong passwords, in seconds. */
const RETRY_AFTER = "60";

/**
 * Decides whether a request may see what a rule is for.
 *
 * @param segments The path that was asked for, below the base path.
 * @returns The refusal; undefined when it may. A promise when the password has to be looked at.
 */
export function authorize(
  site: Site,
  guard: Guard,
  request: RequestHead,
  rule: AuthRule,
): Answer | undefined | Promise<Answer | undefined> {
  const verdict = guard.check(rule, request.field("authorization"), () => request.client);
  if (verdict instanceof Promise) return verdict.then((made) => refusal(site, request, made));
  return refusal(site, request, verdict);
}

function refusal(
  site: Site,
  request: RequestHead,
  verdict: Verdict | "none",
): Answer | undefined | Promise<Answer> {
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
