import { notModifiedFields, type RepresentationMetadata } from "../http/conditional_reply.ts";
import type { Coding } from "../http/content_coding.ts";
import type { Validators } from "../http/etag.ts";
import type { Fields, Reply } from "../http/reply.ts";
import { ReplyHead, type SiteFields } from "../http/reply_head.ts";
import type { FileStat } from "./file_system.ts";
import type { ResolvedPath } from "./served_root.ts";

/** A file with the same content as another one, in a content coding: `app.js.br` for `app.js`. */
export interface Sidecar {
  readonly coding: Coding;
  /** Below the root. */
  readonly segments: readonly string[];
  readonly resolved: ResolvedPath;
}

/** One of the forms in which a file's content can be sent. */
export interface Representation {
  readonly kind: "selected";
  /** The file that is sent, or compressed and sent: the file itself or a sidecar. */
  readonly resolved: ResolvedPath;
  readonly contentType: string;
  /** Undefined for identity. */
  readonly coding: Coding | undefined;
  /** Whether the file has to be compressed; otherwise its bytes are sent unchanged. */
  readonly onTheFly: boolean;
  /** Whether another Accept-Encoding could select another representation. */
  readonly negotiated: boolean;
  /** The key of its bytes in a `ContentCache`. */
  readonly key: string;
  /** Whether a change of the file would show in its times. Only then may data derived from it be cached. */
  readonly isReliable: boolean;
}

/** A representation with its metadata (RFC 9110 §8) and the parts of its responses that are made once. */
export class Variant implements RepresentationMetadata {
  readonly #site: SiteFields;
  #head: ReplyHead | undefined;
  #notModified: Reply | undefined;

  /**
   * @param fields The fields of a 200 or 206.
   * @param isStable Whether the metadata stays the same as long as the file does.
   */
  constructor(
    readonly representation: Representation,
    readonly validators: Validators,
    readonly fields: Fields,
    readonly isStable: boolean,
    site: SiteFields,
  ) {
    this.#site = site;
  }

  /** In bytes; undefined if the file is compressed on the fly. */
  get size(): number | undefined {
    const { onTheFly, resolved } = this.representation;
    return onTheFly ? undefined : resolved.stat.size;
  }

  get errorVary(): string {
    return this.representation.negotiated ? "Accept-Encoding, Accept" : "Accept";
  }

  /** The head of a 200. */
  get head(): ReplyHead {
    return this.#head ??= new ReplyHead(200, this.fields, this.#site);
  }

  /** The 304. */
  get notModified(): Reply {
    return this.#notModified ??= this.#makeNotModified();
  }

  #makeNotModified(): Reply {
    const fields = notModifiedFields(this.fields);
    const head = new ReplyHead(304, fields, this.#site);
    return { status: 304, fields, head, body: { kind: "none" } };
  }
}

/** Limits for cached variants: per file, and the length of Accept-Encoding in UTF-16 code units. */
const MAX_VARIANTS = 16;
const MAX_LENGTH = 128;

const NONE: readonly never[] = [];

/**
 * A regular file that may be served, with everything about it that does not depend on a request. Thousands are cached,
 * each until the file or its directory changes.
 */
export class CachedFile {
  readonly kind = "file";
  /** The freshness tick of the last check. */
  seen = NaN;
  /** A file has few variants, usually one: an array is smaller than a map and as fast. */
  #variants: readonly { readonly acceptEncoding: string; readonly variant: Variant }[] = NONE;

  /**
   * @param segments Below the root, as requested; for a directory they include the name of the index file.
   * @param resolved Verified to be inside the root.
   * @param sidecars All readable ones, including those that are older than the file.
   * @param parentStat Stat of the parent directory when the file was resolved: a changed stat means that an entry was
   * added or removed. Undefined if it changed so recently that another change might not show.
   */
  constructor(
    readonly segments: readonly string[],
    readonly resolved: ResolvedPath,
    readonly sidecars: readonly Sidecar[],
    public parentStat: FileStat | undefined,
  ) {}

  /**
   * Returns the variant that an Accept-Encoding field selects, if it is known. Without this, selecting one takes as long
   * as the rest of a reply from memory.
   */
  variant(acceptEncoding: string | null): Variant | undefined {
    const wanted = acceptEncoding ?? "";
    for (const known of this.#variants) if (known.acceptEncoding === wanted) return known.variant;
    return undefined;
  }

  keep(acceptEncoding: string | null, variant: Variant): void {
    const wanted = acceptEncoding ?? "";
    if (wanted.length > MAX_LENGTH) return;
    const others = this.#variants.filter((known) => known.acceptEncoding !== wanted);
    const kept = others.length < MAX_VARIANTS ? others : NONE;
    this.#variants = [...kept, { acceptEncoding: wanted, variant }];
  }
}
