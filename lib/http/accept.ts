import { memoize } from "../util/memoize.ts";
import { parseWeightedList } from "./weighted_list.ts";

/** The formats of generated pages: listings and error pages. */
export type Format = "html" | "json" | "text";

/** The order decides between equal weights. */
const MEDIA_TYPES = [
  ["html", "text/html"],
  ["json", "application/json"],
  ["text", "text/plain"],
] as const;

/**
 * Returns the format of a generated page. A client that accepts none of the formats gets HTML: it could not read the
 * body of a 406 either.
 *
 * @param accept The Accept field; null if absent.
 * @see RFC 9110 §12.5.1
 */
export function chooseFormat(accept: string | null): Format {
  return accept === null ? "html" : negotiateFormat(accept);
}

const negotiateFormat = memoize((accept): Format => {
  const weights = new Map(parseWeightedList(accept).map(({ name, weight }) => [name, weight]));
  let best: Format = "html";
  let bestWeight = 0;
  for (const [format, mediaType] of MEDIA_TYPES) {
    const range = `${mediaType.slice(0, mediaType.indexOf("/"))}/*`;
    const weight = weights.get(mediaType) ?? weights.get(range) ?? weights.get("*/*") ?? 0;
    if (weight > bestWeight) [best, bestWeight] = [format, weight];
  }
  return best;
});
