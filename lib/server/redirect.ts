import { chooseFormat } from "../http/accept.ts";
import type { Reply } from "../http/reply.ts";
import type { SiteFields } from "../http/reply_head.ts";
import { type RedirectPolicy, redirectToHttps } from "../http/https_redirect.ts";
import { errorAnswer } from "../handler/error_page.ts";
import type { RequestHead } from "../handler/request.ts";
import type { Observer } from "../handler/request_log.ts";
import { createHandler, type RequestHandler } from "../handler/serve_requests.ts";

const FIELDS: SiteFields = { single: { "x-content-type-options": "nosniff" }, cookies: [] };

/**
 * Makes the handler for plain HTTP where there is HTTPS.
 *
 * @param policy How things are now: a new certificate may have other names.
 */
export function createRedirectHandler(
  policy: () => RedirectPolicy,
  observer: Observer,
): RequestHandler {
  return createHandler((head) => answerRedirect(policy(), head), FIELDS, observer);
}

function answerRedirect(policy: RedirectPolicy, request: RequestHead): Reply {
  const decision = redirectToHttps(request.host, request.url, policy);
  const format = chooseFormat(request.field("accept"));
  switch (decision.kind) {
    case "invalid":
      return errorAnswer(400, format, { message: "The request needs a valid Host field." });
    case "misdirected":
      return errorAnswer(421, format, {
        message: "This server's certificate is not for that name.",
        subject: decision.name,
      });
    case "redirect":
      return {
        status: 308,
        // Otherwise a browser keeps it for ever, also when something else is served at the port one day.
        fields: { location: decision.location, "cache-control": "no-cache" },
        body: { kind: "bytes", bytes: new Uint8Array() },
      };
  }
}
