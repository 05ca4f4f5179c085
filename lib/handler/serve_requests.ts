import type { Backpressure } from "../http/backpressure.ts";
import type { Reply } from "../http/reply.ts";
import type { Fields, SiteFields } from "../http/reply_head.ts";
import type { RequestHead } from "../http/request_head.ts";
import { buildResponse } from "../http/response.ts";
import { describeFault, isOutOfDescriptors } from "../util/errors.ts";
import { errorAnswer } from "./error_page.ts";
import { errorReply } from "./error_reply.ts";
import { handle } from "./handler.ts";
import { hotReply } from "./hot_path.ts";
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
export function createRequestHandler(site: Site, observer: Observer): RequestHandler {
  return createHandler({
    hotReply: (request) => hotReply(site, request),
    reply: (request) => handle(site, request),
    faultReply: (request, fields) => errorReply(site, request, { status: 500, fields }),
    fields: site.fields,
  }, observer);
}

/** A request in progress. */
interface Incoming {
  readonly head: RuntimeRequestHead;
  readonly peer: Peer;
  readonly record: RequestRecord;
}

/** Creates a handler that builds the responses, and logs each request when its body has ended. */
export function createHandler(source: ReplySource, observer: Observer): RequestHandler {
  const begin = createRecorder(observer);
  function respond(reply: Reply, { head, peer, record }: Incoming): Response {
    const limited = limitStream(reply, peer.backpressure);
    const response = buildResponse(limited, head.method, source.fields, record.replied(reply));
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
    observer.report(describeFault(error, observer.debug, record.id));
    return respond(await replyToFault(source, head, error, record), incoming);
  }
  return (request, peer) => {
    const head = new RuntimeRequestHead(request, peer, observer.isTrusted);
    const incoming = { head, peer, record: begin(head, peer) };
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

/** Makes a stream wait until the client has taken most of what was sent before. */
function limitStream(reply: Reply, backpressure: Backpressure | undefined): Reply {
  const { body } = reply;
  if (backpressure === undefined || body.kind !== "stream") return reply;
  const { source } = body;
  async function read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    await backpressure?.room();
    const chunk = await source.read();
    if (chunk !== undefined) backpressure?.produced(chunk.byteLength);
    return chunk;
  }
  return { ...reply, body: { ...body, source: { read, close: () => source.close() } } };
}
