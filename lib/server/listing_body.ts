import { setImmediate } from "node:timers/promises";
import { encode, encodeBytes } from "../files/encoder.ts";
import type { ListingGate } from "../files/listing_gate.ts";
import {
  htmlListing,
  inPieces,
  jsonListing,
  type Listing,
  textListing,
} from "../files/listing_page.ts";
import type { Format } from "../http/accept.ts";
import type { Body } from "../http/answer.ts";
import type { ByteSource } from "../http/byte_source.ts";
import type { Coding } from "../http/content_coding.ts";
import { PAGE_END, pageStart } from "../site/page.ts";

/** Listings of more entries than this are streamed. */
const MAX_ENTRIES_AT_ONCE = 1000;

/** A body, and whether it has the content coding that was asked for. */
export interface ListingBody {
  readonly body: Body;
  readonly encoded: boolean;
}

/**
 * A short listing is put together at once, so that its length is known; a long one is streamed.
 *
 * @param least From this length on, in bytes, it is compressed.
 * @returns Undefined when too much is being streamed already.
 */
export async function listingBody(
  gate: ListingGate,
  listing: Listing,
  format: Format,
  coding: Coding | undefined,
  least: number,
): Promise<ListingBody | undefined> {
  const pieces = inPieces(render(listing, format));
  if (listing.entries.length > MAX_ENTRIES_AT_ONCE) {
    const release = gate.hold(listing.entries.length);
    if (release === undefined) return undefined;
    const source = streamPieces(pieces, coding, release);
    return { body: { kind: "stream", source }, encoded: coding !== undefined };
  }
  const plain = new TextEncoder().encode([...pieces].join(""));
  if (coding === undefined || plain.byteLength < least) {
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
    await setImmediate();
  }
}

/** @param release Called when nothing is needed any more. */
function streamPieces(
  pieces: Iterable<string>,
  coding: Coding | undefined,
  release: () => void,
): ByteSource {
  const chunks = encodeText(pieces);
  const source: ByteSource = coding !== undefined ? encode(chunks, 0, coding, () => {}) : {
    read: async () => (await chunks.next()).value ?? undefined,
    close: () => void chunks.return(undefined),
  };
  return {
    read: () => source.read(),
    close: () => {
      release();
      source.close();
    },
  };
}
