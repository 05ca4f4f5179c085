import type { Coding } from "./content_coding.ts";

/** The validators of the selected representation (RFC 9110 §8.8). */
export interface Validators {
  /** A strong entity tag with its quotes. */
  readonly etag?: string | undefined;
  /** Whole seconds since 1970; never later than the response's Date. */
  readonly lastModified?: number | undefined;
}

/** How the representation was derived from the file: "" for the file's own bytes, or a coding, perhaps with its level. */
export type Derivation = "" | Coding | `${Coding}${number}`;

/**
 * Returns a strong entity tag made from size and modification time. Inode and device are not part of it, so a copy that
 * preserves the times has the same tag.
 *
 * @param size In bytes.
 * @param mtime In milliseconds since 1970.
 * @param derivation Each coding has different bytes and therefore needs a different strong tag (RFC 9110 §8.8.3.3).
 */
export function statEtag(size: number, mtime: number, derivation: Derivation): string {
  return contentEtag(`${size.toString(36)}-${mtime.toString(36)}`, derivation);
}

/** Returns a strong entity tag made from a digest of the content. @param digest Only etagc characters, no quotes. */
export function contentEtag(digest: string, derivation: Derivation): string {
  return derivation === "" ? `"${digest}"` : `"${digest}-${derivation}"`;
}

/**
 * Returns the Last-Modified date of a file in seconds since 1970. A date in the future is replaced by `now`
 * (RFC 9110 §8.8.2.1).
 *
 * @param mtime In milliseconds since 1970; NaN if the file system has none, which gives undefined.
 * @param now In whole seconds since 1970.
 */
export function lastModified(mtime: number, now: number): number | undefined {
  // toUTCString() can't write a year after 9999 with four digits, nor one before 0.
  const seconds = Math.floor(mtime / 1000);
  if (!(seconds >= -62_135_596_800)) return undefined;
  return Math.min(seconds, now);
}

/** An entity tag from a field; `opaque` includes the quotes (RFC 9110 §8.8.3). */
export interface EntityTag {
  readonly weak: boolean;
  readonly opaque: string;
}

// etagc = %x21 / %x23-7E / obs-text; a tag may contain commas. White space after a tag is part of the tag's group:
// two adjacent runs of white space would backtrack in quadratic time.
const MEMBER = /[ \t]*(?:(W\/)?("[\u0021\u0023-\u007e\u0080-\uffff]*")[ \t]*)?(,|$)/y;

/**
 * Parses If-Match or If-None-Match.
 *
 * @returns "*" or a list of tags; undefined if the field is malformed.
 * @see RFC 9110 §13.1.1, §13.1.2; §5.6.1.2 (empty members are ignored)
 */
export function parseEntityTags(field: string): "*" | EntityTag[] | undefined {
  if (field.trim() === "*") return "*";
  const tags: EntityTag[] = [];
  MEMBER.lastIndex = 0;
  while (true) {
    const match = MEMBER.exec(field);
    if (match === null) return undefined;
    if (match[2] !== undefined) tags.push({ weak: match[1] !== undefined, opaque: match[2] });
    if (match[3] === "") return tags.length > 0 ? tags : undefined;
  }
}
