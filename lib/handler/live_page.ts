import { cutPieces, readPieces } from "../content/read_content.ts";
import { selectRepresentation } from "../content/select_representation.ts";
import type { CachedFile, Representation } from "../files/cached_file.ts";
import { openResolved } from "../files/containment.ts";
import { isIdentityRefused } from "../http/content_coding.ts";
import type { RequestHead } from "../http/request_head.ts";
import { assetPath, INTEGRITY, INTERNAL_DIRECTORY } from "../listing/assets.ts";
import { allowLiveReload, type CspAllowances } from "../live/content_policy.ts";
import { EVENTS_NAME } from "../live/hub.ts";
import { computeVariant, type Selected } from "./metadata.ts";
import type { Site } from "./site.ts";

/** Larger pages, in bytes, are sent without live reload. */
const MAX_PAGE = 4 * 1024 * 1024;

/**
 * Selects a page with live reload: the file's content, followed by a script that listens for changes. It is a
 * representation of its own, with another length and entity tag.
 *
 * @returns Undefined if the request does not get one.
 */
export async function selectLivePage(
  site: Site,
  request: RequestHead,
  file: CachedFile,
  last: boolean,
): Promise<Selected | { readonly kind: "changed" } | undefined> {
  const { segments, resolved, parentStat } = file;
  const isPage = /\.x?html?$/i.test(segments.at(-1) ?? "") && resolved.stat.size <= MAX_PAGE;
  const refusesIdentity = isIdentityRefused(request.field("accept-encoding"));
  if (!isPage || !isNavigation(request) || refusesIdentity) return undefined;
  const representation = selectRepresentation({ segments, resolved, sidecars: [], parentStat }, {
    acceptEncoding: null,
    range: false,
    compress: false,
    isAvailable: () => false,
  });
  if (representation.kind === "unacceptable") return undefined;
  const variant = await computeVariant(site, file, representation, last);
  const content = variant && readPage(site, representation, last);
  if (variant === undefined || content === undefined) return { kind: "changed" };
  // Both representations have the same date, so that only the entity tag tells them apart.
  const { "last-modified": _, etag: plainEtag, ...others } = variant.fields;
  const etag = plainEtag?.replace(/"$/, `-${VERSION}"`);
  const vary = "Accept, Accept-Encoding, Sec-Fetch-Dest";
  const bytes = withScript(content, site.basePath);
  const allowances = cspAllowances(site, request);
  return {
    kind: "selected",
    metadata: {
      validators: { etag },
      fields: { ...others, ...(etag !== undefined && { etag }), vary },
      size: bytes.byteLength,
      errorVary: vary,
    },
    source: { kind: "bytes", bytes },
    allow: (policy) => allowLiveReload(policy, allowances),
  };
}

/** Whether a browser requests a page to show, rather than a program or script its content. */
function isNavigation(request: RequestHead): boolean {
  const destination = request.field("sec-fetch-dest");
  if (destination !== null) return /^(?:document|i?frame)$/.test(destination);
  return /\btext\/html\b/i.test(request.field("accept") ?? "");
}

/** Returns undefined if the file changed. */
function readPage(
  site: Site,
  { resolved }: Representation,
  last: boolean,
): Uint8Array<ArrayBuffer> | undefined {
  const { size } = resolved.stat;
  const file = openResolved(site.servedRoot, resolved, last);
  if (file === undefined) return undefined;
  try {
    return readPieces(file, resolved.stat, [{ start: 0, end: size }], size);
  } finally {
    file.close();
  }
}

/** Part of the entity tag: a page with another version of the script is another representation. */
const VERSION = assetPath("live.js").replace(/^.*\.(\w{6})\w*\.js$/, "live$1");

/** Appends the script after the end of the document, where parsers still accept it. UTF-16 pages are not changed. */
function withScript(
  content: Uint8Array<ArrayBuffer>,
  basePath: string,
): Uint8Array<ArrayBuffer> {
  const [first, second] = content;
  if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)) return content;
  const tag = `\n<script type="module" src="${basePath}${assetPath("live.js")}" integrity="${
    INTEGRITY["live.js"]
  }"></script>\n`;
  const script = new TextEncoder().encode(tag);
  const { byteLength } = content;
  return cutPieces(
    content,
    [{ start: 0, end: byteLength }, script],
    byteLength + script.byteLength,
  );
}

/** Returns the URLs that the page's policy has to allow, and no more. */
function cspAllowances(site: Site, request: RequestHead): CspAllowances {
  const [origin = ""] = /^https?:\/\/[^/?#]*/i.exec(request.url) ?? [];
  const base = `${origin}${site.basePath}`;
  return {
    script: `${base}${assetPath("live.js")}`,
    integrity: INTEGRITY["live.js"],
    events: `${base}/${INTERNAL_DIRECTORY}/${EVENTS_NAME}`,
  };
}
