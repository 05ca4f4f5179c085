import { notModifiedFields, type RepresentationMetadata } from "../http/conditional_reply.ts";
import type { Representation } from "../content/representation.ts";
import type { Resource } from "../files/resource.ts";
import type { Reply } from "../http/reply.ts";
import { type Fields, ReplyHead, type SiteFields } from "../http/reply_head.ts";
import { formatHttpDate } from "../http/http_date.ts";
import { lastModified, type Validators } from "../http/etag.ts";
import { entityTag } from "./entity_tag.ts";
import type { Site } from "./site.ts";

/** A representation with its metadata (RFC 9110 §8), as the responses for it carry them. */
export class Description implements RepresentationMetadata {
  readonly #site: SiteFields;
  #head: ReplyHead | undefined;
  #notModified: Reply | undefined;

  /**
   * @param fields Of a 200 or 206.
   * @param lasting Whether the same will be said of this representation at any later time.
   */
  constructor(
    readonly representation: Representation,
    readonly validators: Validators,
    readonly fields: Fields,
    readonly lasting: boolean,
    site: SiteFields,
  ) {
    this.#site = site;
  }

  /** Undefined if the file is compressed on the fly: then the length is not known before the end. */
  get size(): number | undefined {
    const { onTheFly, resolved } = this.representation;
    return onTheFly ? undefined : resolved.stat.size;
  }

  get errorVary(): string {
    return this.representation.negotiated ? "Accept-Encoding, Accept" : "Accept";
  }

  /** Of a 200. */
  get head(): ReplyHead {
    return this.#head ??= new ReplyHead(200, this.fields, this.#site);
  }

  /** The 304. */
  get notModified(): Reply {
    return this.#notModified ??= this.#answerNotModified();
  }

  #answerNotModified(): Reply {
    const fields = notModifiedFields(this.fields);
    const head = new ReplyHead(304, fields, this.#site);
    return { status: 304, fields, head, body: { kind: "none" } };
  }
}

/**
 * Describes a representation.
 *
 * @param last Whether a file that does not rest is described too, then without a tag of its content.
 * @returns A promise when the content must be read for it; of undefined when the file changed meanwhile.
 */
export function describe(
  site: Site,
  resource: Resource,
  representation: Representation,
  last: boolean,
): Description | Promise<Description | undefined> {
  const tag = entityTag(site, representation);
  if (!(tag instanceof Promise)) return withTag(site, resource, representation, tag);
  return tag.then((etag) =>
    etag === undefined && !last ? undefined : withTag(site, resource, representation, etag)
  );
}

function withTag(
  site: Site,
  { segments }: Resource,
  representation: Representation,
  etag: string | undefined,
): Description {
  const { mtime } = representation.resolved.stat;
  const now = Math.floor(Date.now() / 1000);
  const modified = lastModified(mtime, now);
  const validators: Validators = { etag, lastModified: modified };
  const fields = fileFields(representation, validators, site.cachePolicy(segments.join("/")));
  const lasting = representation.settled && !(mtime / 1000 > now);
  return new Description(representation, validators, fields, lasting, site.fields);
}

/** The fields of a 200 or 206 for a file (RFC 9110 §8, §14.3). */
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
