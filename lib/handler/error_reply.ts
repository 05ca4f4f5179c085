import type { CachedFile, Variant } from "../files/cached_file.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Reply, ReplyBody } from "../http/reply.ts";
import { ReplyHead, type SiteFields } from "../http/reply_head.ts";
import type { RequestHead } from "../http/request_head.ts";
import { ResponseTemplate } from "../http/response_template.ts";
import { cacheControl, errorAnswer, type Failure } from "./generated_error.ts";
import { findErrorPage } from "./find_error_page.ts";
import { readBody, readyBody } from "./read_body.ts";
import { knownVariant, selectVariant } from "./known_variant.ts";
import type { Site } from "./site.ts";

/** Longer paths, in UTF-16 code units, are not kept with their 404. */
const MAX_LENGTH = 256;

/**
 * Returns the reply for an error: with the site's own page if it has one and the client accepts HTML, otherwise with a
 * generated page. Preconditions and ranges don't apply to it.
 */
export async function errorReply(
  site: Site,
  request: RequestHead,
  failure: Failure,
): Promise<Reply> {
  const page = findErrorPage(site, request, failure);
  const reply = page && await pageReply(site, request, failure, page);
  return reply ?? generatedReply(site, request, failure);
}

/** Returns the reply for an error unless that takes waiting for a file's digest or compression. */
export function readyErrorReply(
  site: Site,
  request: RequestHead,
  failure: Failure,
): Reply | undefined {
  const page = findErrorPage(site, request, failure);
  if (page === undefined) return generatedReply(site, request, failure);
  const variant = knownVariant(site, request, page);
  if (variant === undefined) return undefined;
  const body = readyBody(site, request, variant.representation, WHOLE, true);
  return body && withPage(failure, variant, body);
}

const WHOLE = { pieces: undefined, length: undefined };

function generatedReply(site: Site, request: RequestHead, failure: Failure): Reply {
  const { status, subject, fields, message } = failure;
  const format = chooseFormat(request.field("accept"));
  const isPlain = status === 404 && fields === undefined && message === undefined;
  if (!isPlain || subject === undefined || subject.length > MAX_LENGTH) {
    return errorAnswer(status, format, failure);
  }
  const key = `${format} ${subject}`;
  const known = site.notFoundReplies.get(key);
  if (known !== undefined) return known;
  const reply = reusable(errorAnswer(status, format, failure), site.fields);
  site.notFoundReplies.set(key, reply);
  return reply;
}

/** Prepares a reply for repeated use. */
function reusable(reply: Reply, site: SiteFields): Reply {
  const { status, fields, body } = reply;
  const isInMemory = body.kind === "text" || body.kind === "bytes";
  return {
    ...reply,
    head: new ReplyHead(status, fields, site),
    body: isInMemory ? { ...body, template: new ResponseTemplate() } : body,
  };
}

/** Returns undefined if the page can't be sent now. */
async function pageReply(
  site: Site,
  request: RequestHead,
  failure: Failure,
  page: CachedFile,
): Promise<Reply | undefined> {
  const variant = await selectVariant(site, request, page, true);
  if (variant === undefined || "kind" in variant) return undefined;
  const body = await readBody(site, request, variant.representation, WHOLE, true);
  return body && withPage(failure, variant, body);
}

function withPage({ status, fields }: Failure, variant: Variant, body: ReplyBody): Reply {
  const { vary, "content-type": type, "content-encoding": coding } = variant.fields;
  return {
    status,
    fields: {
      ...(type !== undefined && { "content-type": type }),
      ...(coding !== undefined && { "content-encoding": coding }),
      "cache-control": cacheControl(status),
      "vary": vary === undefined ? "Accept" : `${vary}, Accept`,
      ...fields,
    },
    body,
  };
}
