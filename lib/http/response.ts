import type { Reply, ReplyBody } from "./reply.ts";
import { type BodyEnd, toReadableStream } from "./byte_source.ts";
import { ReplyHead, type SiteFields } from "./reply_head.ts";
import type { ResponseTemplate } from "./response_template.ts";

/**
 * Builds a `Response`. This is the only place that does.
 *
 * @param onEnd Called when the body ends; at once if there is none or it is in memory.
 */
export function buildResponse(
  answer: Reply,
  method: string,
  site: SiteFields,
  onEnd: BodyEnd,
): Response {
  const { status, body } = answer;
  const head = answer.head ?? new ReplyHead(status, answer.fields, site);
  const length = contentLength(body);
  const content = method === "HEAD" ? withhold(body, length, onEnd) : toBodyInit(body, onEnd);
  const declared = status === 204 || status === 304 ? undefined : length;
  const template = content === null ? head.bodiless : templateOf(body);
  const response = template === undefined
    ? new Response(content, head.init(declared))
    : template.respond(head, content, declared);
  // The response has its own copy of the bytes (Fetch standard, "extract a body").
  if (body.kind === "bytes") body.giveBack?.(body.bytes);
  return response;
}

function templateOf(body: ReplyBody): ResponseTemplate | undefined {
  return body.kind === "text" || body.kind === "bytes" ? body.template : undefined;
}

function contentLength(body: ReplyBody): number | undefined {
  if (body.kind === "text") return body.text.length;
  if (body.kind === "bytes") return body.bytes.byteLength;
  return body.kind === "none" ? undefined : body.length;
}

function toBodyInit(body: ReplyBody, onEnd: BodyEnd): BodyInit | null {
  switch (body.kind) {
    case "text":
      onEnd(body.text.length, true);
      return body.text;
    case "bytes":
      onEnd(body.bytes.byteLength, true);
      return body.bytes;
    case "stream":
      return toReadableStream(body.source, body.length, onEnd);
    case "none":
    case "omitted":
      onEnd(0, true);
      return null;
  }
}

/**
 * Returns the body for a HEAD: none. If the length of the GET body is unknown, returns an empty stream, because the
 * runtime would send `content-length: 0` for a null body.
 */
function withhold(body: ReplyBody, length: number | undefined, onEnd: BodyEnd): BodyInit | null {
  if (body.kind === "stream") body.source.close();
  onEnd(0, true);
  if (length !== undefined || body.kind === "none") return null;
  return new ReadableStream({ start: (controller) => controller.close() });
}
