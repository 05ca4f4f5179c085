import type { Resource } from "../files/resource.ts";
import { chooseFormat } from "../http/accept.ts";
import type { ReplyBody } from "../http/reply.ts";
import { errorAnswer } from "./error_page.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import type { Description } from "./metadata.ts";
import { encodedBody } from "./encoded_body.ts";
import { fileError, rangeAnswer } from "./partial.ts";
import { checkPreconditions } from "./conditional.ts";
import type { RequestHead } from "./request.ts";
import { select } from "./select.ts";
import { serveLivePage } from "./serve_live.ts";
import type { Site } from "./site.ts";

/**
 * Answers a GET or HEAD for a file: representation, preconditions, range, body. Only a body needs the file to be
 * opened, and only one that is not in memory.
 * A promise is returned only when content has to be digested or compressed first.
 *
 * @param last Whether this is a last attempt: a file that never rests is then sent as it comes.
 */
export function serveFile(
  site: Site,
  request: RequestHead,
  resource: Resource,
  last: boolean,
): Attempt | Promise<Attempt> {
  const live = site.live && serveLivePage(site, request, resource, last);
  if (live !== undefined) return live;
  const selected = select(site, request, resource, last);
  if (selected instanceof Promise) {
    return selected.then((made) =>
      made === undefined ? CHANGED : decide(site, request, made, last)
    );
  }
  if (!("kind" in selected)) return decide(site, request, selected, last);
  return errorAnswer(selected.busy ? 503 : 406, chooseFormat(request.field("accept")), {
    fields: { vary: "Accept-Encoding, Accept", ...(selected.busy && { "retry-after": "1" }) },
  });
}

/** Preconditions, then range, then body. */
function decide(
  site: Site,
  request: RequestHead,
  description: Description,
  last: boolean,
): Attempt | Promise<Attempt> {
  const { representation, validators } = description;
  switch (checkPreconditions(request, validators)) {
    case "notModified":
      return description.notModified;
    case "failed":
      return fileError(412, request, representation, {});
    case "proceed":
  }
  return representation.onTheFly
    ? encodedAnswer(site, request, description, last)
    : rangeAnswer(site, request, description, last);
}

function encodedAnswer(
  site: Site,
  request: RequestHead,
  { representation, fields, head }: Description,
  last: boolean,
): Attempt | Promise<Attempt> {
  const body = encodedBody(site, representation, request.method === "HEAD", last);
  const finish = (made: ReplyBody | undefined): Attempt =>
    made === undefined ? CHANGED : { status: 200, fields, head, body: made };
  return body instanceof Promise ? body.then(finish) : finish(body);
}
