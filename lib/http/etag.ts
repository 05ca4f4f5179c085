import type { Coding } from "./content_coding.ts";

/** The validators of the selected representation (RFC 9110 §8.8). */
export interface Validators {
  /** A strong entity tag with its quotes. */
  readonly etag?: string | undefined;
  /** Seconds since 1970, whole; never later than the response's Date. */
  readonly lastModified?: number | undefined;
}

/** How the bytes of a representation come from those of the file that the tag is made from. */
export type Derivation = "" | Coding | `${Coding}${number}`;

/**
 * An entity tag from size and modification time. It has neither inode nor device, so that a copy made with
 * its times has the same tag.
 *
 * @param size In bytes.
 * @param mtime In milliseconds since 1970.
 * @param derivation Tells codings apart: each has bytes of its own, so a strong tag of its own (§8.8.3.3).
 */
export function statEtag(size: number, mtime: number, derivation: Derivation): string {
  return `"${size.toString(36)}-${mtime.toString(36)}${suffix(derivation)}"`;
}

/** An entity tag from a digest of the content. @param digest Of characters that an entity tag may have. */
export function contentEtag(digest: string, derivation: Derivation): string {
  return `"${digest}${suffix(derivation)}"`;
}

function suffix(derivation: Derivation): string {
  return derivation === "" ? "" : `-${derivation}`;
}

/**
 * The Last-Modified date of a file: a time in the future is replaced by now (RFC 9110 §8.8.2.1).
 *
 * @param mtime In milliseconds since 1970; NaN when the file system has none, which gives undefined.
 * @param now In seconds since 1970, whole.
 */
export function lastModified(mtime: number, now: number): number | undefined {
  // toUTCString can't write a year beyond 9999 in four digits, nor one before 0.
  const seconds = Math.floor(mtime / 1000);
  if (!(seconds >= -62_135_596_800)) return undefined;
  return Math.min(seconds, now);
}
