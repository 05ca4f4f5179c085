import type { Representation } from "../files/representation.ts";
import type { Fields } from "../http/answer.ts";
import { formatHttpDate } from "../http/http_date.ts";
import type { Validators } from "../http/validators.ts";

/** The fields of a 200 or 206 for a file (RFC 9110 §8, §14.3). */
export function fileFields(
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

/** Those of them that a 304 has; Last-Modified only when there is no entity tag (RFC 9110 §15.4.5). */
export function notModifiedFields(fields: Fields): Fields {
  const names = ["cache-control", "vary", "etag" in fields ? "etag" : "last-modified"];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
