import database from "@std/media-types/db";
import { getCharset } from "@std/media-types/get-charset";
import { typeByExtension } from "@std/media-types/type-by-extension";
import { extname } from "@std/path/posix/extname";

/** What the name of a file says about its content. */
export interface MediaType {
  /** The Content-Type field. */
  readonly contentType: string;
  /** Whether compressing it is worth the while. */
  readonly compressible: boolean;
}

/** Registered types that the database at hand does not know (RFC 8878 §6.1). */
const ADDED: Readonly<Record<string, string>> = { ".zst": "application/zstd" };

const OCTET_STREAM: MediaType = { contentType: "application/octet-stream", compressible: false };
const known = new Map<string, MediaType>();

/**
 * The media type of a file by its extension, from the IANA registry as mime-db has it.
 *
 * @param name The file's name; case does not matter.
 */
export function mediaTypeOf(name: string): MediaType {
  const extension = extname(name).toLowerCase();
  const before = known.get(extension);
  if (before !== undefined) return before;
  const type = ADDED[extension] ?? typeByExtension(extension);
  if (type === undefined) return OCTET_STREAM;
  const found = { contentType: withCharset(type), compressible: isCompressible(type) };
  known.set(extension, found);
  return found;
}

function withCharset(type: string): string {
  const charset = getCharset(type) ?? (type.startsWith("text/") ? "UTF-8" : undefined);
  return charset === undefined ? type : `${type}; charset=${charset}`;
}

function isCompressible(type: string): boolean {
  return type.startsWith("text/") || /\+(?:json|xml|text)$/.test(type) ||
    database[type]?.compressible === true;
}
