import { search, SEARCH_BOUNDS } from "../listing/search.ts";
import { walk } from "../listing/walk.ts";
import type { Format } from "../http/accept.ts";
import type { Reply } from "../http/reply.ts";
import { searchJson, searchPage, searchText } from "../listing/search_page.ts";
import { errorAnswer } from "./generated_error.ts";
import { joinLinesInTime } from "./chunks.ts";
import { streamedBody } from "./listing_body.ts";
import type { RequestHead } from "../http/request_head.ts";
import { describePage, type FolderRequest, pageFields } from "./serve_directory.ts";
import type { Site } from "./site.ts";

const CONTENT_TYPES = {
  json: "application/json; charset=UTF-8",
  text: "text/plain; charset=UTF-8",
} as const;

/** Serves a search for names below a directory. Results are sent as they are found. */
export function serveSearch(
  site: Site,
  request: RequestHead,
  asked: FolderRequest,
  format: Format,
  query: string,
): Reply {
  const { segments, directory, parameters, coding, vary, isVisible } = asked;
  const page = describePage(site, request, segments, parameters);
  const fields = {
    ...(format === "html"
      ? pageFields(page.live)
      : { "content-type": CONTENT_TYPES[format], "cache-control": "no-cache" }),
    ...vary,
  };
  if (request.method === "HEAD") return { status: 200, fields, body: { kind: "omitted" } };
  const release = site.searchPlaces.tryAcquire();
  if (release === undefined) {
    return errorAnswer(503, format, { fields: { ...vary, "retry-after": "1" } });
  }
  const abandoned = new AbortController();
  const found = walk(site.servedRoot, directory, isVisible, abandoned.signal);
  const results = search(found, query, SEARCH_BOUNDS);
  const lines = format === "html"
    ? searchPage(page, query, results)
    : format === "json"
    ? searchJson(segments, query, results)
    : searchText(results);
  // A compressor would hold back results until it has enough input.
  const sent = coding.minSize === 0 ? coding : { ...coding, coding: undefined };
  const made = streamedBody(joinLinesInTime(lines), sent, release, () => abandoned.abort());
  return { status: 200, fields: { ...fields, ...made.fields }, body: made.body };
}
