import { chooseFormat } from "../http/accept.ts";
import type { Fields } from "../http/reply_head.ts";
import { openResolved } from "../files/containment.ts";
import { cutPieces, readPieces } from "../content/read_content.ts";
import { type Piece } from "../http/multipart.ts";
import { selectRepresentation } from "../content/representation.ts";
import type { Resource } from "../files/resource.ts";
import type { Reply } from "../http/reply.ts";
import { chooseCoding } from "../http/content_coding.ts";
import { assetPath, INTEGRITY, INTERNAL_DIRECTORY } from "../listing/assets.ts";
import { allowLiveReload, type CspAllowances } from "../live/content_policy.ts";
import { errorAnswer } from "./error_page.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import { describe, type Description } from "./metadata.ts";
import { conditionalReply } from "../http/conditional_reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Site } from "./site.ts";

/** Larger pages, in bytes, are sent as they are. */
const MAX_PAGE = 4 * 1024 * 1024;

/** Where browsers listen for changes, below the base path. */
const EVENTS = [INTERNAL_DIRECTORY, "live"];

/**
 * Answers a page's request to be told of changes; only to pages of this very origin.
 *
 * @param segments Below the base path.
 * @returns Undefined when it is for something else.
 */
export function serveEvents(
  site: Site,
  request: RequestHead,
  segments: readonly string[],
): Reply | undefined {
  const { live } = site;
  if (live === undefined || segments.join("/") !== EVENTS.join("/")) return undefined;
  if (!isSameOrigin(request)) {
    return errorAnswer(403, "text", { message: "Only pages of this site may listen." });
  }
  const fields = {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
  };
  if (request.method === "HEAD") return { status: 200, fields, body: { kind: "omitted" } };
  const source = live.connect();
  return source === undefined
    ? errorAnswer(503, "text", { fields: { "retry-after": "10" } })
    : { status: 200, fields, body: { kind: "stream", source } };
}

/**
 * Whether a request comes from a page of this origin, as far as browsers tell: over plain HTTP from another machine
 * they say it only of requests to other origins, by Origin.
 */
function isSameOrigin(request: RequestHead): boolean {
  const site = request.field("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = request.field("origin");
  return origin === null || hostOf(origin) === hostOf(request.url);
}

function hostOf(url: string): string | undefined {
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1]?.toLowerCase();
}

/** Whether a browser asks for a page to show, and not a program or a script for its content. */
function isForShowing(request: RequestHead): boolean {
  const destination = request.field("sec-fetch-dest");
  if (destination !== null) return /^(?:document|i?frame)$/.test(destination);
  return /\btext\/html\b/i.test(request.field("accept") ?? "");
}

/**
 * Answers with a page that listens for changes: the file's content, and behind it the script that does. It is a
 * representation of its own, with its own length, entity tag and ranges.
 *
 * @returns Undefined when the request is to be answered as any other.
 */
export function serveLivePage(
  site: Site,
  request: RequestHead,
  resource: Resource,
  last: boolean,
): Attempt | Promise<Attempt> | undefined {
  const { resolved, segments } = resource;
  const isPage = /\.x?html?$/i.test(segments.at(-1) ?? "") && resolved.stat.size <= MAX_PAGE;
  if (!isPage || !isForShowing(request) || isIdentityRefused(request)) return undefined;
  const representation = selectRepresentation({ ...resource, sidecars: [] }, {
    ...{ acceptEncoding: null, range: false, compress: false },
    isAvailable: () => false,
  });
  if (representation.kind === "unacceptable") return undefined;
  const described = describe(site, resource, representation, last);
  return described instanceof Promise
    ? described.then((made) => made === undefined ? CHANGED : page(site, request, made, last))
    : page(site, request, described, last);
}

function isIdentityRefused(request: RequestHead): boolean {
  const nothing = { sidecars: [], onTheFly: [] };
  return chooseCoding(request.field("accept-encoding"), nothing).kind === "none";
}

function page(
  site: Site,
  request: RequestHead,
  { representation, validators, fields }: Description,
  last: boolean,
): Attempt {
  const { resolved } = representation;
  const { size } = resolved.stat;
  const file = openResolved(site.servedRoot, resolved, last);
  if (file === undefined) return CHANGED;
  let content: Uint8Array<ArrayBuffer> | undefined;
  try {
    content = readPieces(file, resolved.stat, [{ start: 0, end: size }], size);
  } finally {
    file.close();
  }
  if (content === undefined) return CHANGED;
  const bytes = withScript(content, site.basePath);
  // Only the tag tells the two representations apart: their time is the same.
  const etag = validators.etag?.replace(/"$/, `-${VERSION}"`);
  const { "last-modified": _, etag: __, ...others } = fields;
  const reply = replyWithBytes(request, bytes, {
    ...others,
    ...(etag !== undefined && { etag }),
    vary: "Accept, Accept-Encoding, Sec-Fetch-Dest",
  });
  const needs = needsOf(site, request);
  return { ...reply, allow: (policy) => allowLiveReload(policy, needs) };
}

/** Decides the reply for a page in memory. */
function replyWithBytes(
  request: RequestHead,
  bytes: Uint8Array<ArrayBuffer>,
  fields: Fields,
): Reply {
  const { etag, vary = "Accept" } = fields;
  const size = bytes.byteLength;
  const validators = etag === undefined ? {} : { etag };
  const decided = conditionalReply(request, { validators, fields, size, errorVary: vary });
  switch (decided.kind) {
    case "notModified":
      return decided.reply;
    case "error":
      return errorAnswer(decided.status, chooseFormat(request.field("accept")), decided);
    case "content": {
      const { status, fields, pieces, length = size } = decided;
      const content = pieces === undefined ? bytes : cutPieces(bytes, pieces, length);
      return { status, fields, body: { kind: "bytes", bytes: content } };
    }
  }
}

/** Names the script, so that a page with another one is another representation. */
const VERSION = assetPath("live.js").replace(/^.*\.(\w{6})\w*\.js$/, "live$1");

/** Behind the end of the document, where parsers still take it. UTF-16, which Plinth does not announce, is left alone. */
function withScript(
  content: Uint8Array<ArrayBuffer>,
  basePath: string,
): Uint8Array<ArrayBuffer> {
  const [first, second] = content;
  if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)) return content;
  const tag = `\n<script type="module" src="${basePath}${assetPath("live.js")}" integrity="${
    INTEGRITY["live.js"]
  }"></script>\n`;
  const bytes = new TextEncoder().encode(tag);
  return cutPieces(
    content,
    [{ start: 0, end: content.byteLength }, bytes] as Piece[],
    content.byteLength + bytes.byteLength,
  );
}

/** What the page's policy must allow: nothing but these very URLs. */
function needsOf(site: Site, request: RequestHead): CspAllowances {
  const [origin = ""] = /^https?:\/\/[^/?#]*/i.exec(request.url) ?? [];
  const base = `${origin}${site.basePath}`;
  return {
    script: `${base}${assetPath("live.js")}`,
    integrity: INTEGRITY["live.js"],
    events: `${base}/${EVENTS.join("/")}`,
  };
}
