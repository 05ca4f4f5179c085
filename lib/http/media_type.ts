import database from "@std/media-types/db";
import { getCharset } from "@std/media-types/get-charset";
import { typeByExtension } from "@std/media-types/type-by-extension";
import { extname } from "@std/path/posix/extname";

/** The type of a file, derived from its name. */
export interface MediaType {
  /** The Content-Type field. */
  readonly contentType: string;
  /** Whether content of this type usually shrinks when compressed. */
  readonly compressible: boolean;
}

/** Registered types that are missing from the library's database (RFC 8878 §6.1). */
const ADDED: Readonly<Record<string, string>> = { ".zst": "application/zstd" };

const OCTET_STREAM: MediaType = { contentType: "application/octet-stream", compressible: false };
const cache = new Map<string, MediaType>();

/**
 * Returns the media type for a file's extension, from mime-db's copy of the IANA registry.
 *
 * @param name The file's name; case does not matter.
 */
export function mediaTypeOf(name: string): MediaType {
  const extension = extname(name).toLowerCase();
  const cached = cache.get(extension);
  if (cached !== undefined) return cached;
  const type = ADDED[extension] ?? typeByExtension(extension);
  if (type === undefined) return OCTET_STREAM;
  const mediaType = { contentType: withCharset(type), compressible: isCompressible(type) };
  cache.set(extension, mediaType);
  return mediaType;
}

function withCharset(type: string): string {
  const charset = getCharset(type) ?? (type.startsWith("text/") ? "UTF-8" : undefined);
  return charset === undefined ? type : `${type}; charset=${charset}`;
}

function isCompressible(type: string): boolean {
  return type.startsWith("text/") || /\+(?:json|xml|text)$/.test(type) ||
    database[type]?.compressible === true;
}
