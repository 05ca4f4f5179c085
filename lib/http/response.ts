import type { Answer, Body, Fields } from "./answer.ts";
import { type BodyEnd, toReadableStream } from "./byte_source.ts";
import { formatHttpDate } from "./http_date.ts";

/** Fields that every response of a site has: those of `--header`, and what Plinth always sends. */
export interface SiteFields {
  readonly single: Fields;
  /** Set-Cookie alone can't be combined into one field (RFC 9110 §5.3). */
  readonly cookies: readonly string[];
}

const NULL_BODY_STATUS = new Set([204, 304]);

/**
 * Builds the response: the one place that does. A field of the answer comes before the site's, except Vary,
 * whose members add up.
 *
 * @param onEnd Told how the body ended; at once when there is none or it is in memory.
 */
export function buildResponse(
  answer: Answer,
  method: string,
  site: SiteFields,
  onEnd: BodyEnd,
): Response {
  const fields: Record<string, string> = { ...site.single, ...answer.fields, date: currentDate() };
  const [siteVary, vary] = [site.single["vary"], answer.fields["vary"]];
  if (siteVary !== undefined && vary !== undefined) fields["vary"] = `${vary}, ${siteVary}`;
  const length = contentLength(answer.body);
  if (length !== undefined && !NULL_BODY_STATUS.has(answer.status)) {
    fields["content-length"] = String(length);
  }
  const headers = site.cookies.length === 0
    ? fields
    : [...Object.entries(fields), ...site.cookies.map((value) => ["set-cookie", value])];
  const body = method === "HEAD"
    ? withhold(answer.body, length, onEnd)
    : toBodyInit(answer.body, onEnd);
  return new Response(body, { status: answer.status, headers: headers as HeadersInit });
}

let lastSecond = NaN;
let lastDate = "";

/**
 * The Date field (RFC 9110 §6.6.1), made once a second. The runtime's own lags behind by up to a second and
 * more, so that the Last-Modified of a file just written would be later.
 */
function currentDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== lastSecond) [lastSecond, lastDate] = [second, formatHttpDate(second)];
  return lastDate;
}

function contentLength(body: Body): number | undefined {
  return body.kind === "bytes"
    ? body.bytes.byteLength
    : body.kind === "none"
    ? undefined
    : body.length;
}

function toBodyInit(body: Body, onEnd: BodyEnd): BodyInit | null {
  switch (body.kind) {
    case "bytes":
      onEnd(body.bytes.byteLength, true);
      return body.bytes;
    case "stream":
      return toReadableStream(body.source, body.length, onEnd);
    case "none":
    case "withheld":
      onEnd(0, true);
      return null;
  }
}

/**
 * No body, with the length that a GET's would have. Where that is not known an empty stream is given: with a
 * null body the runtime would say `content-length: 0`.
 */
function withhold(body: Body, length: number | undefined, onEnd: BodyEnd): BodyInit | null {
  if (body.kind === "stream") body.source.close();
  onEnd(0, true);
  if (length !== undefined || body.kind === "none") return null;
  return new ReadableStream({ start: (controller) => controller.close() });
}
