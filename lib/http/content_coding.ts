import { memoize } from "../util/memoize.ts";
import { parseWeightedList } from "./weighted_list.ts";

/** The content codings that Plinth sends, best first (RFC 7932, RFC 8878, RFC 9110 §8.4.1.3). */
export const CODINGS = ["br", "zstd", "gzip"] as const;

/** A content coding other than identity. */
export type Coding = typeof CODINGS[number];

/** The codings of a representation that are available besides identity. */
export interface AvailableCodings {
  /** Codings stored in a sidecar file: `name.br` next to `name`. */
  readonly sidecars: readonly Coding[];
  /** Codings that can be produced on the fly. */
  readonly onTheFly: readonly Coding[];
}

/** The chosen coding; "none" if the client rejects identity and all available codings (406). */
export type CodingChoice =
  | { readonly kind: "identity" }
  | { readonly kind: "sidecar"; readonly coding: Coding }
  | { readonly kind: "onTheFly"; readonly coding: Coding }
  | { readonly kind: "none" };

const IDENTITY: CodingChoice = { kind: "identity" };

/**
 * Chooses the content coding of a response. At equal weights sidecars win over compression on the fly, then the order
 * of {@linkcode CODINGS} decides, and identity comes last.
 *
 * @param acceptEncoding The Accept-Encoding field. If it is absent (null), any coding is allowed, but identity is
 * chosen because every client understands it.
 * @see RFC 9110 §12.5.3
 */
export function chooseCoding(
  acceptEncoding: string | null,
  available: AvailableCodings,
): CodingChoice {
  if (acceptEncoding === null) return IDENTITY;
  const weights = readWeights(acceptEncoding);
  // Identity is acceptable unless it is excluded by name or by `*;q=0`; if it is not named, it comes last.
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

/** Whether an Accept-Encoding field excludes identity. */
export function isIdentityRefused(acceptEncoding: string | null): boolean {
  return chooseCoding(acceptEncoding, { sidecars: [], onTheFly: [] }).kind === "none";
}

/** Less than 0.001, the smallest weight that a field can express. */
const MINIMAL = 0.0001;

/** Memoized: browsers send one of a handful of values. */
const readWeights = memoize((field: string): ReadonlyMap<string, number> => {
  const weights = new Map<string, number>();
  for (const { name, weight } of parseWeightedList(field)) {
    const coding = name === "x-gzip" ? "gzip" : name;
    // If a coding is listed twice, the higher weight counts.
    weights.set(coding, Math.max(weight, weights.get(coding) ?? 0));
  }
  return weights;
});
