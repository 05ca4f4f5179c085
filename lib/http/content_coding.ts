import { memoize } from "../util/memoize.ts";
import { parseWeightedList } from "./weighted_list.ts";

/** The content codings that Plinth sends, best first (RFC 7932, RFC 8878, RFC 9110 §8.4.1.3). */
export const CODINGS = ["br", "zstd", "gzip"] as const;

/** A content coding other than identity. */
export type Coding = typeof CODINGS[number];

/** What there is to choose from, beside identity. */
export interface AvailableCodings {
  /** Codings that a file beside the original holds. */
  readonly sidecars: readonly Coding[];
  /** Codings that can be made on the fly. */
  readonly onTheFly: readonly Coding[];
}

/** The chosen coding; "none" is for a client that refuses identity and everything there is (406). */
export type CodingChoice =
  | { readonly kind: "identity" }
  | { readonly kind: "sidecar"; readonly coding: Coding }
  | { readonly kind: "onTheFly"; readonly coding: Coding }
  | { readonly kind: "none" };

const IDENTITY: CodingChoice = { kind: "identity" };

/**
 * Chooses the content coding of a response. Among equal weights a sidecar comes before compressing on the
 * fly, then the order is that of {@linkcode CODINGS}, then identity.
 *
 * @param acceptEncoding The field; null when it was not sent, which gets identity: it is what every client
 * understands, although any coding would be allowed.
 * @see RFC 9110 §12.5.3
 */
export function chooseCoding(
  acceptEncoding: string | null,
  available: AvailableCodings,
): CodingChoice {
  if (acceptEncoding === null) return IDENTITY;
  const weights = readWeights(acceptEncoding);
  // Identity is acceptable unless it is refused by its name or by `*;q=0`; not being named, it comes last.
  const identity = weights.get("identity") ?? (weights.get("*") === 0 ? 0 : MINIMAL);
  let best: CodingChoice = identity > 0 ? IDENTITY : { kind: "none" };
  let bestWeight = identity;
  for (const kind of ["onTheFly", "sidecar"] as const) {
    const codings = kind === "sidecar" ? available.sidecars : available.onTheFly;
    for (const coding of CODINGS.toReversed()) {
      const weight = weights.get(coding) ?? weights.get("*") ?? 0;
      if (weight === 0 || weight < bestWeight || !codings.includes(coding)) continue;
      best = { kind, coding };
      bestWeight = weight;
    }
  }
  return best;
}

/** Less than the smallest weight that a field can express. */
const MINIMAL = 0.0001;

/** Browsers send one of a handful of fields. */
const readWeights = memoize((field: string): ReadonlyMap<string, number> => {
  const weights = new Map<string, number>();
  for (const { name, weight } of parseWeightedList(field)) {
    const coding = name === "x-gzip" ? "gzip" : name;
    // When a coding is named twice the better weight counts.
    weights.set(coding, Math.max(weight, weights.get(coding) ?? 0));
  }
  return weights;
});
