import type { Resource } from "../files/resource.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Reply, ReplyBody } from "../http/reply.ts";
import { cacheControl, errorAnswer, type ErrorDetails } from "./error_page.ts";
import { contentBody } from "./file_body.ts";
import type { Description } from "./metadata.ts";
import { encodedBody } from "./encoded_body.ts";
import { lookUpFile } from "./lookup.ts";
import type { RequestHead } from "../http/request_head.ts";
import { select } from "./select.ts";
import type { Site } from "./site.ts";

/** What an error is about, besides its status. */
export interface Refusal extends ErrorDetails {
  /** Below the base path; the nearest page upward of it counts. The root's when left out. */
  readonly segments?: readonly string[];
  /** The page that a rule names. */
  readonly page?: Resource | undefined;
}

/** Statuses for which a site may have a page of that name; 5xx.html is for all of 500 and more. */
const WITH_PAGES: readonly number[] = [401, 403, 404, 410, 429, 451, 500, 503];

/**
 * Answers with an error: with the site's own page, where it has one and the client wants HTML; else with a generated
 * one. Neither is kept by caches, nor do conditions or ranges apply to it.
 */
export function refuse(
  site: Site,
  request: RequestHead,
  status: number,
  { segments = [], page, ...details }: Refusal = {},
): Reply | Promise<Reply> {
  const format = chooseFormat(request.field("accept"));
  const found = format !== "html" ? undefined : page ?? findPage(site, status, segments);
  const generated = () =>
    status === 404 && details.message === undefined && details.subject !== undefined
      ? site.absence(request, details.subject)
      : errorAnswer(status, format, details);
  if (found === undefined) return generated();
  const made = servePage(site, request, status, found, details);
  return made instanceof Promise ? made.then((one) => one ?? generated()) : made ?? generated();
}

/** The page that the settings name, else the nearest one upward. */
function findPage(
  site: Site,
  status: number,
  segments: readonly string[],
): Resource | undefined {
  const { errorPages } = site.config;
  const named = errorPages[status] ?? errorPages[`${Math.floor(status / 100)}xx`];
  if (named !== undefined) {
    const resource = lookUpFile(site, named.slice(1).split("/"), false);
    if (resource !== undefined) return resource;
  }
  if (!WITH_PAGES.includes(status)) return undefined;
  const names = [`${status}.html`, ...(status >= 500 ? ["5xx.html"] : [])];
  for (let depth = existingDepth(site, segments); depth >= 0; depth--) {
    for (const name of names) {
      const path = [...segments.slice(0, depth), name];
      const found = site.resolveCache.resolve(`/${path.join("/")}`, path, false);
      if (found.kind === "file") return found.resource;
    }
  }
  return undefined;
}

/** How many folders of a path are there: looked at from the top, so that a long path costs nothing. */
function existingDepth({ resolveCache }: Site, segments: readonly string[]): number {
  let depth = 0;
  while (depth < segments.length - 1 && resolveCache.exists(segments.slice(0, depth + 1))) depth++;
  return depth;
}

/** Undefined when the file can't be sent just now. */
function servePage(
  site: Site,
  request: RequestHead,
  status: number,
  resource: Resource,
  details: ErrorDetails,
): Reply | undefined | Promise<Reply | undefined> {
  const selected = select(site, request, resource, true);
  if (selected instanceof Promise) {
    return selected.then((made) => made && withPage(site, request, status, made, details));
  }
  return "kind" in selected ? undefined : withPage(site, request, status, selected, details);
}

function withPage(
  site: Site,
  request: RequestHead,
  status: number,
  { representation, fields }: Description,
  details: ErrorDetails,
): Reply | undefined | Promise<Reply | undefined> {
  const isHead = request.method === "HEAD";
  const { size } = representation.resolved.stat;
  const { vary, "content-type": type, "content-encoding": coding } = fields;
  const pageFields = {
    ...(type !== undefined && { "content-type": type }),
    ...(coding !== undefined && { "content-encoding": coding }),
    "cache-control": cacheControl(status),
    "vary": vary === undefined ? "Accept" : `${vary}, Accept`,
    ...details.fields,
  };
  const finish = (body: ReplyBody | undefined): Reply | undefined =>
    body && { status, fields: pageFields, body };
  if (representation.onTheFly) {
    const body = encodedBody(site, representation, isHead, true);
    return body instanceof Promise ? body.then(finish) : finish(body);
  }
  if (isHead) return finish({ kind: "omitted", length: size });
  return finish(contentBody(site, representation, undefined, size, true));
}
