import { WorkerBudget } from "../http/worker_budget.ts";
import type { Reply } from "../http/reply.ts";
import type { Fields, SiteFields } from "../http/reply_head.ts";
import type { RequestHead } from "../http/request_head.ts";
import { buildResponse } from "../http/response.ts";
import { describeFault, isOutOfDescriptors } from "../util/errors.ts";
import { reportOncePerMinute } from "../util/report_once.ts";
import { errorAnswer } from "./generated_error.ts";
import { errorReply } from "./error_reply.ts";
import { handle } from "./handler.ts";
import { hotReply } from "./hot_path.ts";
import { limitBody } from "./limit_body.ts";
import { type Peer, RuntimeRequestHead } from "./request.ts";
import { createRecorder, type Observer, type RequestRecord } from "./request_log.ts";
import type { Site } from "./site.ts";

/** Handles a request, as `Deno.serve` calls it. */
export type RequestHandler = (request: Request, peer: Peer) => Response | Promise<Response>;

/** How a handler decides its replies. */
export interface ReplySource {
  /** Replies without waiting; returns undefined if `reply` has to. */
  readonly hotReply?: (request: RequestHead) => Reply | undefined;
  readonly reply: (request: RequestHead) => Promise<Reply>;
  /** Returns the reply to a request whose handling threw, with these fields; a plain 500 by default. */
  readonly faultReply?: (request: RequestHead, fields: Fields) => Promise<Reply>;
  /** Fields of every response. */
  readonly fields: SiteFields;
}

/** Creates the handler of a site. */
export function createRequestHandler(
  site: Site,
  observer: Observer,
  budget?: WorkerBudget,
): RequestHandler {
  return createHandler(
    {
      hotReply: (request) => hotReply(site, request),
      reply: (request) => handle(site, request),
      faultReply: (request, fields) => errorReply(site, request, { status: 500, fields }),
      fields: site.fields,
    },
    observer,
    budget,
  );
}

/** A request in progress. */
interface Incoming {
  readonly head: RuntimeRequestHead;
  readonly record: RequestRecord;
}

/** Creates a handler that builds the responses, and logs each request when its body has ended. */
export function createHandler(
  source: ReplySource,
  observer: Observer,
  budget = new WorkerBudget(),
): RequestHandler {
  const begin = createRecorder(observer);
  const reportDescriptors = reportOncePerMinute(() =>
    observer.report("requests fail with 503: no file descriptors are free (raise ulimit -n)")
  );
  function respond(reply: Reply, { head, record }: Incoming): Response {
    const limited = limitBody(reply, head);
    const response = buildResponse(limited, head.method, source.fields, record.replied(limited));
    head.end();
    return response;
  }
  async function respondLater(incoming: Incoming): Promise<Response> {
    try {
      return respond(await source.reply(incoming.head), incoming);
    } catch (error) {
      return await respondToFault(error, incoming);
    }
  }
  async function respondToFault(error: unknown, incoming: Incoming): Promise<Response> {
    const { head, record } = incoming;
    if (isOutOfDescriptors(error)) reportDescriptors();
    else observer.report(describeFault(error, observer.debug, record.id));
    return respond(await replyToFault(source, head, error, record), incoming);
  }
  return (request, peer) => {
    const head = new RuntimeRequestHead(request, peer, observer.isTrusted, budget);
    const incoming = { head, record: begin(head, peer) };
    try {
      const reply = source.hotReply?.(head);
      return reply === undefined ? respondLater(incoming) : respond(reply, incoming);
    } catch (error) {
      return respondToFault(error, incoming);
    }
  };
}

/** Maps an error to a status, the only place that does: 503 if the process is out of descriptors, otherwise 500. */
async function replyToFault(
  { faultReply }: ReplySource,
  head: RequestHead,
  error: unknown,
  { id }: RequestRecord,
): Promise<Reply> {
  const fields = { ...(id !== undefined && { "x-request-id": id }) };
  if (isOutOfDescriptors(error)) {
    return errorAnswer(503, "text", { fields: { ...fields, "retry-after": "1" } });
  }
  try {
    if (faultReply !== undefined) return await faultReply(head, fields);
  } catch {
    // The error page failed too. The first error has been reported.
  }
  return errorAnswer(500, "text", { fields });
}
