import type { Location } from "../files/containment.ts";
import { encode, encodeBytes } from "../files/encoder.ts";
import { type ListingOrder, readListing, sortListing } from "../files/listing.ts";
import {
  htmlListing,
  inPieces,
  jsonListing,
  type Listing,
  textListing,
} from "../files/listing_page.ts";
import { MIN_COMPRESSED_SIZE } from "../files/representation.ts";
import { chooseFormat, type Format } from "../http/accept.ts";
import type { Answer, Body } from "../http/answer.ts";
import type { ByteSource } from "../http/byte_source.ts";
import { chooseCoding, type Coding, CODINGS } from "../http/content_coding.ts";
import { evaluatePreconditions } from "../http/preconditions.ts";
import { errorAnswer } from "../site/error_page.ts";
import { PAGE_END, PAGE_POLICY, pageStart } from "../site/page.ts";
import { conditionalFields, type RequestHead } from "./request.ts";
import type { Site } from "./site.ts";

/** Listings of more entries than this are streamed. */
const MAX_ENTRIES_AT_ONCE = 1000;

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
  const entries = await readListing(site.territory, directory);
  if (entries === undefined) return errorAnswer(404, format);
  const order = readOrder(parameters);
  sortListing(entries, order);
  const listing: Listing = { segments, basePath: site.basePath, entries, order };
  const coding = choice.kind === "onTheFly" ? choice.coding : undefined;
  const { body, encoded } = await listingBody(listing, format, coding);
  return {
    status: 200,
    fields: coding !== undefined && encoded ? { ...fields, "content-encoding": coding } : fields,
    body,
  };
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

/** A short listing is put together at once, so that its length is known; a long one is streamed. */
async function listingBody(
  listing: Listing,
  format: Format,
  coding: Coding | undefined,
): Promise<{ body: Body; encoded: boolean }> {
  const pieces = inPieces(render(listing, format));
  if (listing.entries.length > MAX_ENTRIES_AT_ONCE) {
    const chunks = encodeText(pieces);
    const source = coding === undefined ? plainSource(chunks) : encode(chunks, 0, coding, () => {});
    return { body: { kind: "stream", source }, encoded: coding !== undefined };
  }
  const plain = new TextEncoder().encode([...pieces].join(""));
  if (coding === undefined || plain.byteLength < MIN_COMPRESSED_SIZE) {
    return { body: { kind: "bytes", bytes: plain }, encoded: false };
  }
  return { body: { kind: "bytes", bytes: await encodeBytes(plain, coding) }, encoded: true };
}

function* render(listing: Listing, format: Format): Generator<string> {
  switch (format) {
    case "json":
      return yield* jsonListing(listing);
    case "text":
      return yield* textListing(listing);
    case "html":
      yield pageStart(`/${listing.segments.join("/")}`);
      yield* htmlListing(listing);
      yield PAGE_END;
  }
}

async function* encodeText(pieces: Iterable<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for (const piece of pieces) {
    yield encoder.encode(piece);
    // Let others have their turn between two pieces.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function plainSource(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): ByteSource {
  return {
    read: async () => (await chunks.next()).value ?? undefined,
    close: () => void chunks.return(undefined),
  };
}
