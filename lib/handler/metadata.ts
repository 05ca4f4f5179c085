import { LEVELS } from "../content/encoder.ts";
import { type CachedFile, type Representation, Variant } from "../files/cached_file.ts";
import { openResolved } from "../files/containment.ts";
import type { RepresentationMetadata } from "../http/conditional_reply.ts";
import {
  contentEtag,
  type Derivation,
  lastModified,
  statEtag,
  type Validators,
} from "../http/etag.ts";
import { formatHttpDate } from "../http/http_date.ts";
import type { Fields } from "../http/reply_head.ts";
import type { Site } from "./site.ts";

/** A representation selected for a request. */
export interface Selected {
  readonly kind: "selected";
  readonly metadata: RepresentationMetadata;
  readonly source: Source;
  /** Extends a Content-Security-Policy with what the page needs. */
  readonly allow?: (policy: string) => string;
}

/** The bytes of a representation: a file's, or made for this request. */
export type Source =
  | Representation
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> };

/**
 * Computes the metadata of a representation: validators and fields.
 *
 * @param last Whether to describe a file that keeps changing too, if need be without a tag of its content.
 * @returns Undefined if the file changed meanwhile.
 */
export async function computeVariant(
  site: Site,
  { segments }: CachedFile,
  representation: Representation,
  last: boolean,
): Promise<Variant | undefined> {
  const etag = await entityTag(site, representation);
  if (etag === undefined && site.config.etag === "content" && !last) return undefined;
  const { mtime } = representation.resolved.stat;
  const now = Math.floor(Date.now() / 1000);
  const validators: Validators = { etag, lastModified: lastModified(mtime, now) };
  const fields = fileFields(representation, validators, site.cachePolicy(segments.join("/")));
  // A Last-Modified in the future is replaced by the current time.
  const isStable = representation.isReliable && !(mtime / 1000 > now);
  return new Variant(representation, validators, fields, isStable, site.fields);
}

/**
 * Returns the entity tag that `--etag` asks for; undefined if there is none, or if the file changed while its content
 * was read.
 */
async function entityTag(
  { config, digests, servedRoot }: Site,
  { resolved, coding, onTheFly }: Representation,
): Promise<string | undefined> {
  const { stat } = resolved;
  const level = coding !== undefined && onTheFly ? LEVELS[coding] : "";
  const derivation: Derivation = coding === undefined ? "" : `${coding}${level}`;
  switch (config.etag) {
    case "off":
      return undefined;
    case "stat":
      return statEtag(stat.size, stat.mtime, derivation);
    case "content": {
      const digest = await digests.digest(stat, () => openResolved(servedRoot, resolved, false));
      return digest && contentEtag(digest, derivation);
    }
  }
}

/** Returns the fields of a 200 or 206 for a file (RFC 9110 §8, §14.3). */
function fileFields(
  { contentType, coding, negotiated }: Representation,
  { etag, lastModified }: Validators,
  cacheControl: string,
): Fields {
  const fields: Record<string, string> = {
    "content-type": contentType,
    "cache-control": cacheControl,
    "accept-ranges": "bytes",
  };
  if (coding !== undefined) fields["content-encoding"] = coding;
  if (negotiated) fields["vary"] = "Accept-Encoding";
  if (etag !== undefined) fields["etag"] = etag;
  if (lastModified !== undefined) fields["last-modified"] = formatHttpDate(lastModified);
  return fields;
}
