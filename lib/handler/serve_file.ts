import type { Representation } from "../content/representation.ts";
import { conditionalReply, type ContentReply } from "../http/conditional_reply.ts";
import type { Resource } from "../files/resource.ts";
import { chooseFormat } from "../http/accept.ts";
import type { ReplyBody } from "../http/reply.ts";
import { errorAnswer } from "./error_page.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import type { Description } from "./metadata.ts";
import { encodedBody } from "./encoded_body.ts";
import { contentBody } from "./file_body.ts";
import type { RequestHead } from "../http/request_head.ts";
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

/** Preconditions and range, then the body. */
function decide(
  site: Site,
  request: RequestHead,
  description: Description,
  last: boolean,
): Attempt | Promise<Attempt> {
  const decided = conditionalReply(request, description);
  switch (decided.kind) {
    case "notModified":
      return decided.reply;
    case "error":
      return errorAnswer(decided.status, chooseFormat(request.field("accept")), decided);
    case "content": {
      const { status, fields, head } = decided;
      const finish = (body: ReplyBody | undefined): Attempt =>
        body === undefined ? CHANGED : { status, fields, head, body };
      const body = readBody(site, request.method, description.representation, decided, last);
      return body instanceof Promise ? body.then(finish) : finish(body);
    }
  }
}

function readBody(
  site: Site,
  method: string,
  representation: Representation,
  { pieces, length = representation.resolved.stat.size }: ContentReply,
  last: boolean,
): ReplyBody | undefined | Promise<ReplyBody | undefined> {
  if (representation.onTheFly) return encodedBody(site, representation, method === "HEAD", last);
  if (method === "HEAD") return { kind: "omitted", length };
  return contentBody(site, representation, pieces, length, last);
}
