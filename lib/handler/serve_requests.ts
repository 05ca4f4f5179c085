import type { Reply } from "../http/reply.ts";
import type { Fields, SiteFields } from "../http/reply_head.ts";
import { buildResponse } from "../http/response.ts";
import { errorAnswer } from "./error_page.ts";
import { refuse } from "./error_reply.ts";
import { describeFault, isOutOfDescriptors } from "../util/errors.ts";
import { heldBack } from "./held_back.ts";
import { answer } from "./handler.ts";
import { createRecorder, type Observer, type RequestRecord } from "./request_log.ts";
import { type Peer, RuntimeRequestHead } from "./request.ts";
import { type RequestHead } from "../http/request_head.ts";
import type { Site } from "./site.ts";

/** Answers a request. */
export type RequestHandler = (request: Request, peer: Peer) => Response | Promise<Response>;

/** Makes the function that `Deno.serve` calls: answers a request, and logs it when its body has ended. */
export function createRequestHandler(site: Site, observer: Observer): RequestHandler {
  const explain: FaultPage = (head, fields) => refuse(site, head, 500, { fields });
  return createHandler((head) => answer(site, head), site.fields, observer, explain);
}

/**
 * Makes a function that answers requests as is decided, and logs them.
 *
 * @param fields What every response has.
 * @param explain Makes the answer to a request that failed; a short text is sent when there is none, or it fails too.
 */
export function createHandler(
  decide: (head: RequestHead) => Reply | Promise<Reply>,
  fields: SiteFields,
  observer: Observer,
  explain?: FaultPage,
): RequestHandler {
  const observe = createRecorder(observer);
  function respond(decided: Reply, head: RuntimeRequestHead, record: RequestRecord): Response {
    const response = buildResponse(decided, head.method, fields, record.answered(decided));
    head.end();
    return response;
  }
  function hold(decided: Reply, { backpressure }: Peer): Reply {
    return backpressure !== undefined && decided.body.kind === "stream"
      ? heldBack(decided, backpressure)
      : decided;
  }
  async function fail(
    error: unknown,
    head: RuntimeRequestHead,
    record: RequestRecord,
  ): Promise<Response> {
    observer.report(describeFault(error, observer.debug, record.id));
    return respond(await faultAnswer(explain, head, error, record.id), head, record);
  }
  return function handle(request, peer) {
    const head = new RuntimeRequestHead(request, peer, observer.isTrusted);
    const record = observe(head, peer);
    try {
      const decided = decide(head);
      if (!(decided instanceof Promise)) return respond(hold(decided, peer), head, record);
      return decided.then((made) => respond(hold(made, peer), head, record))
        .catch((error) => fail(error, head, record));
    } catch (error) {
      return fail(error, head, record);
    }
  };
}

/** Makes the answer to a request that failed. */
type FaultPage = (head: RequestHead, fields: Fields) => Reply | Promise<Reply>;

/** The one place where a fault becomes a status: being out of descriptors is passing, all else is not. */
async function faultAnswer(
  explain: FaultPage | undefined,
  head: RequestHead,
  error: unknown,
  id: string | undefined,
): Promise<Reply> {
  const fields = { ...(id !== undefined && { "x-request-id": id }) };
  if (isOutOfDescriptors(error)) {
    return errorAnswer(503, "text", { fields: { ...fields, "retry-after": "1" } });
  }
  try {
    if (explain !== undefined) return await explain(head, fields);
  } catch {
    // What has failed fails again; the first time has been reported.
  }
  return errorAnswer(500, "text", { fields });
}
