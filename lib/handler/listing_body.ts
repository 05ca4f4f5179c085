import { setImmediate } from "node:timers/promises";
import { encode, encodeBytes } from "../content/encoder.ts";
import type { ListingLimits } from "../listing/limits.ts";
import type { DirectoryReader } from "../listing/read_directory.ts";
import {
  joinLines,
  jsonListing,
  type Listing,
  streamListing,
  textListing,
} from "../listing/listing_data.ts";
import type { Fields, ReplyBody } from "../http/reply.ts";
import type { ByteSource } from "../http/byte_source.ts";
import type { Coding } from "../http/content_coding.ts";
import { fromChunks, joinLinesInTime } from "./chunks.ts";

/** Listings of more entries than this are streamed. */
export const MAX_ENTRIES_AT_ONCE = 1000;

/** How a listing is encoded. */
export interface ListingCoding {
  /** Undefined for identity. */
  readonly coding: Coding | undefined;
  /** Shorter listings, in bytes, are not compressed. */
  readonly minSize: number;
}

/** A body with the fields for its coding. */
export interface ListingBody {
  readonly body: ReplyBody;
  readonly fields: Fields;
}

/**
 * Returns the body of a listing: a short one at once, with a known length, a long one as a stream.
 *
 * @returns Undefined if too many entries are being streamed already.
 */
export async function listingBody(
  gate: ListingLimits,
  listing: Listing,
  format: "json" | "text",
  encoding: ListingCoding,
): Promise<ListingBody | undefined> {
  const pieces = joinLines(format === "json" ? jsonListing(listing) : textListing(listing));
  if (listing.entries.length <= MAX_ENTRIES_AT_ONCE) {
    return await wholeBody([...pieces].join(""), encoding);
  }
  const release = gate.reserve(listing.entries.length);
  return release === undefined ? undefined : streamedBody(encodeText(pieces), encoding, release);
}

/**
 * Returns the body of a long listing by name, whose entries are read while it is sent.
 *
 * @returns Undefined if too many entries are being streamed already.
 */
export function orderedBody(
  gate: ListingLimits,
  folder: DirectoryReader,
  segments: readonly string[],
  options: {
    readonly format: "json" | "text";
    readonly order: "asc" | "desc";
    readonly coding: ListingCoding;
  },
): ListingBody | undefined {
  const release = gate.reserve(folder.size);
  if (release === undefined) return undefined;
  const text = streamListing(segments, options.format, folder.readInOrder(options.order));
  return streamedBody(joinLinesInTime(text), options.coding, release);
}

/** Returns a text as a body, compressed if that is worth it. */
export async function wholeBody(
  text: string,
  { coding, minSize }: ListingCoding,
): Promise<ListingBody> {
  const plain = new TextEncoder().encode(text);
  if (coding === undefined || plain.byteLength < minSize) {
    return { body: { kind: "bytes", bytes: plain }, fields: {} };
  }
  const bytes = await encodeBytes(plain, coding);
  return { body: { kind: "bytes", bytes }, fields: { "content-encoding": coding } };
}

async function* encodeText(pieces: Iterable<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for (const piece of pieces) {
    yield encoder.encode(piece);
    // Yield to other requests between two pieces.
    await setImmediate();
  }
}

/**
 * Returns a text as a stream.
 *
 * @param release Called when the stream is closed.
 * @param onCancel Called when the client leaves during a read: makes the generator end soon.
 */
export function streamedBody(
  chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  { coding }: ListingCoding,
  release: () => void,
  onCancel: () => void = () => {},
): ListingBody {
  const source: ByteSource = coding !== undefined
    ? encode(chunks, 0, coding, () => {})
    : fromChunks(chunks, () => {});
  return {
    body: {
      kind: "stream",
      source: {
        read: () => source.read(),
        cancel: onCancel,
        close: () => {
          release();
          source.close();
        },
      },
    },
    fields: coding === undefined ? {} : { "content-encoding": coding },
  };
}
