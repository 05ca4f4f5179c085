import type { CachedFile, Variant } from "../files/cached_file.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Reply, ReplyBody } from "../http/reply.ts";
import { ReplyHead, type SiteFields } from "../http/reply_head.ts";
import type { RequestHead } from "../http/request_head.ts";
import { ResponseTemplate } from "../http/response_template.ts";
import { cacheControl, errorAnswer, type Failure } from "./error_page.ts";
import { lookupFile } from "./lookup.ts";
import { readBody, readyBody } from "./read_body.ts";
import { knownVariant, selectVariant } from "./select.ts";
import type { Site } from "./site.ts";

/** The statuses for which a site may have a page, such as `404.html`. 5xx.html is for all of 500 and above. */
const WITH_PAGES: readonly number[] = [401, 403, 404, 410, 429, 451, 500, 503];

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
  const page = findPage(site, request, failure);
  const reply = page && await pageReply(site, request, failure, page);
  return reply ?? generatedReply(site, request, failure);
}

/** Returns the reply for an error unless that takes waiting for a file's digest or compression. */
export function readyErrorReply(
  site: Site,
  request: RequestHead,
  failure: Failure,
): Reply | undefined {
  const page = findPage(site, request, failure);
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

/** Finds the site's page for an error: the one that the rule or the settings name, or the nearest one upward. */
function findPage(
  site: Site,
  request: RequestHead,
  { status, segments = [], page, isGenerated }: Failure,
): CachedFile | undefined {
  if (isGenerated === true || chooseFormat(request.field("accept")) !== "html") return undefined;
  if (page !== undefined) return page;
  const { errorPages } = site.config;
  const named = errorPages[status] ?? errorPages[`${Math.floor(status / 100)}xx`];
  const file = named && lookupFile(site, named.slice(1).split("/"), false);
  if (file) return file;
  if (!WITH_PAGES.includes(status)) return undefined;
  const names = [`${status}.html`, ...(status >= 500 ? ["5xx.html"] : [])];
  for (let depth = existingDepth(site, segments); depth >= 0; depth--) {
    for (const name of names) {
      const path = [...segments.slice(0, depth), name];
      const found = site.resolveCache.resolve(`/${path.join("/")}`, path, false);
      if (found.kind === "file") return found;
    }
  }
  return undefined;
}

/** Returns how many directories of a path exist. Counting from the top keeps long paths of missing files cheap. */
function existingDepth({ resolveCache }: Site, segments: readonly string[]): number {
  let depth = 0;
  while (depth < segments.length - 1 && resolveCache.exists(segments.slice(0, depth + 1))) depth++;
  return depth;
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
