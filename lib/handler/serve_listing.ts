import type { ResolvedPath } from "../files/served_root.ts";
import { createDirectoryReader, DirectoryReader } from "../listing/read_directory.ts";
import { type ListingEntry, sortListing } from "../listing/entries.ts";
import { MIN_COMPRESSED_SIZE } from "../content/representation.ts";
import { chooseFormat, type Format } from "../http/accept.ts";
import type { Reply } from "../http/reply.ts";
import { chooseCoding, CODINGS, isIdentityRefused } from "../http/content_coding.ts";
import { errorAnswer } from "./error_page.ts";
import { parseView } from "../listing/view.ts";
import { isLookedAtInTime } from "./folder_entries.ts";
import { type ListingBody, listingBody, type ListingCoding, orderedBody } from "./listing_body.ts";
import { conditionalReply } from "../http/conditional_reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import { type FolderRequest, serveFolder } from "./serve_directory.ts";
import { ARCHIVE_KINDS, serveArchive } from "./serve_archive.ts";
import { serveSearch } from "./serve_search.ts";
import type { Site } from "./site.ts";

const CONTENT_TYPES = {
  json: "application/json; charset=UTF-8",
  text: "text/plain; charset=UTF-8",
} as const;

/**
 * Answers a GET or HEAD for a directory without an index file.
 *
 * @param segments By which it was asked for; `directory` is where that leads.
 */
export async function serveListing(
  site: Site,
  request: RequestHead,
  segments: readonly string[],
  directory: ResolvedPath,
  query: string,
): Promise<Reply> {
  const parameters = new URLSearchParams(query);
  const download = ARCHIVE_KINDS.find((kind) => kind === parameters.get("download"));
  if (download !== undefined) return serveArchive(site, request, segments, directory, download);
  const format = readFormat(parameters, request);
  const choice = chooseListingCoding(site, request);
  const vary = { vary: "Accept, Accept-Encoding" };
  if (choice.kind === "none") return errorAnswer(406, format, { fields: vary });
  // A listing has no validators (its entries change one by one), but a field may ask for "*".
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
    least: isIdentityRefused(request.field("accept-encoding")) ? 0 : MIN_COMPRESSED_SIZE,
  };
  const asked: FolderRequest = { segments, directory, parameters, coding, vary };
  const words = parameters.get("search")?.trim() ?? "";
  if (words !== "") return serveSearch(site, request, asked, format, words);
  return await (format === "html"
    ? serveFolder(site, request, asked)
    : serveData(site, asked, format));
}

/** Answers with a listing for programs. */
async function serveData(
  site: Site,
  { segments, directory, parameters, coding, vary }: FolderRequest,
  format: "json" | "text",
): Promise<Reply> {
  const { order } = parseView(parameters);
  const read = await site.listingGate.read(async () => {
    const folder = await createDirectoryReader(site.servedRoot, directory);
    return folder && isLookedAtInTime(folder, order) ? folder : await folder?.readAll();
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

/** `?format=` comes before the Accept field. */
function readFormat(parameters: URLSearchParams, request: RequestHead): Format {
  const asked = parameters.get("format");
  if (asked === "html" || asked === "json" || asked === "text") return asked;
  return chooseFormat(request.field("accept"));
}

function chooseListingCoding(site: Site, request: RequestHead): ReturnType<typeof chooseCoding> {
  return chooseCoding(request.field("accept-encoding"), {
    sidecars: [],
    onTheFly: site.config.compress ? CODINGS : [],
  });
}
