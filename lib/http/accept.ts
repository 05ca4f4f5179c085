import { memoize } from "../util/memoize.ts";
import { parseWeightedList } from "./weighted_list.ts";

/** The formats of what Plinth generates itself: listings and error pages. */
export type Format = "html" | "json" | "text";

/** In order of preference, among equals. */
const MEDIA_TYPES = [
  ["html", "text/html"],
  ["json", "application/json"],
  ["text", "text/plain"],
] as const;

/**
 * Chooses the format of a generated page. A client that accepts none of them gets HTML, rather than a 406
 * that it could not read either.
 *
 * @param accept The Accept field; null when it was not sent.
 * @see RFC 9110 §12.5.1
 */
export function chooseFormat(accept: string | null): Format {
  return accept === null ? "html" : chooseAmong(accept);
}

const chooseAmong = memoize((accept): Format => {
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
