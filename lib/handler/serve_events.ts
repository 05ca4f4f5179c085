import type { Reply } from "../http/reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import { visibilityIn } from "./authorize.ts";
import { errorAnswer } from "./generated_error.ts";
import type { Site } from "./site.ts";

/**
 * Serves the event stream of live reload, to pages of the same origin only. Changes of files that the client may not see
 * are left out.
 */
export async function serveEvents(site: Site, request: RequestHead): Promise<Reply> {
  if (!isSameOrigin(request)) {
    return errorAnswer(403, "text", { message: "Only pages of this site may listen." });
  }
  const fields = {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
  };
  if (request.method === "HEAD") return { status: 200, fields, body: { kind: "omitted" } };
  const { isVisible } = await visibilityIn(site, request, []);
  const source = site.live?.connect(isVisible);
  return source === undefined
    ? errorAnswer(503, "text", { fields: { "retry-after": "10" } })
    : { status: 200, fields, body: { kind: "stream", source } };
}

/**
 * Whether a page of this origin sent the request, as far as browsers tell. Over plain HTTP from another machine they
 * send Origin only, and only to other origins.
 */
function isSameOrigin(request: RequestHead): boolean {
  const site = request.field("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = request.field("origin");
  return origin === null || hostOf(origin) === hostOf(request.url);
}

function hostOf(url: string): string | undefined {
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1]?.toLowerCase();
}
