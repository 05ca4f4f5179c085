import { MIN_COMPRESSED_SIZE } from "../content/select_representation.ts";
import type { ResolvedPath } from "../files/served_root.ts";
import { chooseFormat, type Format } from "../http/accept.ts";
import { conditionalReply } from "../http/conditional_reply.ts";
import { chooseCoding, CODINGS, isIdentityRefused } from "../http/content_coding.ts";
import { redirectReply, type Reply } from "../http/reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import { type ListingEntry, sortListing } from "../listing/sort_entries.ts";
import { createDirectoryReader, DirectoryReader } from "../listing/read_directory.ts";
import { parseView } from "../listing/view.ts";
import { UNAUTHORIZED, visibilityIn } from "./authorize.ts";
import { errorAnswer } from "./generated_error.ts";
import { errorReply } from "./error_reply.ts";
import { isReadLazily } from "./folder_entries.ts";
import { type ListingBody, listingBody, type ListingCoding, orderedBody } from "./listing_body.ts";
import { locationOf } from "./lookup.ts";
import { ARCHIVE_KINDS, serveArchive } from "./serve_archive.ts";
import { type FolderRequest, serveFolder } from "./serve_directory.ts";
import { serveSearch } from "./serve_search.ts";
import type { Site } from "./site.ts";

const CONTENT_TYPES = {
  json: "application/json; charset=UTF-8",
  text: "text/plain; charset=UTF-8",
} as const;

/** The longest search, in UTF-16 code units: each word is compared with every name. */
const MAX_SEARCH = 256;

/**
 * Serves a directory without an index file: its listing, a search, an archive, or the sign-in.
 *
 * @param segments The requested path; `directory` is where it leads.
 */
export async function serveListing(
  site: Site,
  request: RequestHead,
  segments: readonly string[],
  directory: ResolvedPath,
  query: string,
): Promise<Reply> {
  const parameters = new URLSearchParams(query);
  const places = [segments, directory.segments, directory.target];
  const { isVisible, isSignedIn, isPersonal } = await visibilityIn(site, request, ...places);
  if (isPersonal && parameters.has("sign-in")) {
    return isSignedIn
      ? redirectReply(303, locationOf(site, segments, true, ""))
      : await errorReply(site, request, { ...UNAUTHORIZED, segments });
  }
  const download = ARCHIVE_KINDS.find((kind) => kind === parameters.get("download"));
  if (download !== undefined) {
    return serveArchive(site, request, { segments, directory, isVisible }, download);
  }
  const format = readFormat(parameters, request);
  const choice = chooseListingCoding(site, request);
  const vary = { vary: `Accept, Accept-Encoding${isPersonal ? ", Authorization" : ""}` };
  if (choice.kind === "none") return errorAnswer(406, format, { fields: vary });
  // A listing has no validators, because its entries change one by one. But preconditions may ask for "*".
  const decided = conditionalReply(request, {
    validators: {},
    fields: { "cache-control": "no-cache", ...vary },
    size: undefined,
    errorVary: vary.vary,
  });
  if (decided.kind === "notModified") return decided.reply;
  if (decided.kind === "error") return errorAnswer(decided.status, format, decided);
  const coding: ListingCoding = {
    coding: choice.kind === "onTheFly" ? choice.coding : undefined,
    minSize: isIdentityRefused(request.field("accept-encoding")) ? 0 : MIN_COMPRESSED_SIZE,
  };
  const folder: FolderRequest = { segments, directory, parameters, coding, vary, isVisible };
  const words = parameters.get("search")?.trim() ?? "";
  if (words.length > MAX_SEARCH) {
    return errorAnswer(400, format, { message: "The search is too long." });
  }
  if (words !== "") return serveSearch(site, request, folder, format, words);
  return await (format === "html"
    ? serveFolder(site, request, folder)
    : serveData(site, folder, format));
}

/** Serves a listing for programs. */
async function serveData(
  site: Site,
  { segments, directory, parameters, coding, vary, isVisible }: FolderRequest,
  format: "json" | "text",
): Promise<Reply> {
  const { order } = parseView(parameters);
  const read = await site.listingGate.read(async () => {
    const reader = await createDirectoryReader(site.servedRoot, directory, isVisible);
    return reader && isReadLazily(reader, order) ? reader : await reader?.readAll();
  });
  if (read === undefined) return errorAnswer(404, format);
  const busy = errorAnswer(503, format, { fields: { ...vary, "retry-after": "1" } });
  if (read === "busy") return busy;
  const made = read instanceof DirectoryReader
    ? orderedBody(site.listingGate, read, segments, { format, order: order.order, coding })
    : await sortedBody(read);
  if (made === undefined) return busy;
  const fields = { "content-type": CONTENT_TYPES[format], "cache-control": "no-cache", ...vary };
  return { status: 200, fields: { ...fields, ...made.fields }, body: made.body };

  function sortedBody(entries: ListingEntry[]): Promise<ListingBody | undefined> {
    sortListing(entries, order);
    return listingBody(site.listingGate, { segments, entries }, format, coding);
  }
}

/** Returns the format: `?format=` overrides Accept. */
function readFormat(parameters: URLSearchParams, request: RequestHead): Format {
  const requested = parameters.get("format");
  if (requested === "html" || requested === "json" || requested === "text") return requested;
  return chooseFormat(request.field("accept"));
}

function chooseListingCoding(site: Site, request: RequestHead): ReturnType<typeof chooseCoding> {
  return chooseCoding(request.field("accept-encoding"), {
    sidecars: [],
    onTheFly: site.config.compress ? CODINGS : [],
  });
}
