import type { Location } from "../files/containment.ts";
import { type ListingOrder, readListing, sortListing } from "../files/listing.ts";
import type { Listing } from "../files/listing_page.ts";
import { MIN_COMPRESSED_SIZE } from "../files/representation.ts";
import { chooseFormat, type Format } from "../http/accept.ts";
import type { Answer } from "../http/answer.ts";
import { chooseCoding, CODINGS } from "../http/content_coding.ts";
import { evaluatePreconditions } from "../http/preconditions.ts";
import { errorAnswer } from "../site/error_page.ts";
import { PAGE_POLICY } from "../site/page.ts";
import { listingBody } from "./listing_body.ts";
import { conditionalFields, type RequestHead } from "./request.ts";
import { ARCHIVE_KINDS, serveArchive } from "./serve_archive.ts";
import type { Site } from "./site.ts";

const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  html: "text/html; charset=UTF-8",
  json: "application/json; charset=UTF-8",
  text: "text/plain; charset=UTF-8",
};

/**
 * Answers a GET or HEAD for a directory without an index file.
 *
 * @param segments By which it was asked for; `directory` is where that leads.
 */
export async function serveListing(
  site: Site,
  request: RequestHead,
  segments: readonly string[],
  directory: Location,
  query: string,
): Promise<Answer> {
  const parameters = new URLSearchParams(query);
  const download = ARCHIVE_KINDS.find((kind) => kind === parameters.get("download"));
  if (download !== undefined) return serveArchive(site, request, segments, directory, download);
  const format = readFormat(parameters, request);
  const choice = chooseListingCoding(site, request);
  const vary = { vary: "Accept, Accept-Encoding" };
  if (choice.kind === "none") return errorAnswer(406, format, { fields: vary });
  // A listing has no validators (its entries change one by one), but a field may ask for "*".
  const now = Math.floor(Date.now() / 1000);
  const precondition = evaluatePreconditions(conditionalFields(request), {}, now);
  if (precondition === "failed") return errorAnswer(412, format, { fields: vary });
  const fields = {
    "content-type": CONTENT_TYPES[format],
    "cache-control": "no-cache",
    ...vary,
    ...(format === "html" && { "content-security-policy": PAGE_POLICY }),
  };
  if (precondition === "notModified") {
    return {
      status: 304,
      fields: { "cache-control": "no-cache", ...vary },
      body: { kind: "none" },
    };
  }
  const entries = await site.listingGate.read(() => readListing(site.territory, directory));
  if (entries === undefined) return errorAnswer(404, format);
  const busy = errorAnswer(503, format, { fields: { ...vary, "retry-after": "1" } });
  if (entries === "busy") return busy;
  const order = readOrder(parameters);
  sortListing(entries, order);
  const listing: Listing = { segments, basePath: site.basePath, entries, order };
  const coding = choice.kind === "onTheFly" ? choice.coding : undefined;
  const least = isIdentityRefused(request) ? 0 : MIN_COMPRESSED_SIZE;
  const made = await listingBody(site.listingGate, listing, format, coding, least);
  if (made === undefined) return busy;
  const encoding = coding !== undefined && made.encoded ? { "content-encoding": coding } : {};
  return { status: 200, fields: { ...fields, ...encoding }, body: made.body };
}

/** `?format=` comes before the Accept field. */
function readFormat(parameters: URLSearchParams, request: RequestHead): Format {
  const asked = parameters.get("format");
  if (asked === "html" || asked === "json" || asked === "text") return asked;
  return chooseFormat(request.field("accept"));
}

function readOrder(parameters: URLSearchParams): ListingOrder {
  const sort = parameters.get("sort");
  return {
    sort: sort === "size" || sort === "modified" ? sort : "name",
    order: parameters.get("order") === "desc" ? "desc" : "asc",
  };
}

function chooseListingCoding(site: Site, request: RequestHead): ReturnType<typeof chooseCoding> {
  return chooseCoding(request.field("accept-encoding"), {
    sidecars: [],
    onTheFly: site.config.compress ? CODINGS : [],
  });
}

/** Then a listing is compressed however short it is. */
function isIdentityRefused(request: RequestHead): boolean {
  const nothing = { sidecars: [], onTheFly: [] };
  return chooseCoding(request.field("accept-encoding"), nothing).kind === "none";
}
