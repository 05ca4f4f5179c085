import { LRUCache } from "lru-cache";
import { chooseFormat } from "../http/accept.ts";
import type { Reply } from "../http/reply.ts";
import { ReplyHead, type SiteFields } from "../http/reply_head.ts";
import { errorAnswer } from "./error_page.ts";
import { ResponseTemplate } from "../http/response_template.ts";
import type { RequestHead } from "../http/request_head.ts";

/** How many answers are remembered, and of how long paths, in UTF-16 code units. */
const MAX_REMEMBERED = 256;
const MAX_LENGTH = 256;

/** Makes the function that answers 404 for a path; those that are asked for again and again are made once. */
export function createAbsence(
  site: SiteFields,
): (request: RequestHead, path: string) => Reply {
  const remembered = new LRUCache<string, Reply>({ max: MAX_REMEMBERED });
  return (request, path) => {
    const format = chooseFormat(request.field("accept"));
    const key = `${format} ${path}`;
    const before = remembered.get(key);
    if (before !== undefined) return before;
    const answer = errorAnswer(404, format, { subject: path });
    const { body } = answer;
    const lasting: Reply = {
      ...answer,
      head: new ReplyHead(404, answer.fields, site),
      body: body.kind === "text" || body.kind === "bytes"
        ? { ...body, template: new ResponseTemplate() }
        : body,
    };
    if (path.length <= MAX_LENGTH) remembered.set(key, lasting);
    return lasting;
  };
}
