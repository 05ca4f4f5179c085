/** A non-empty part of a representation: bytes from `start` (inclusive) to `end` (exclusive). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The result of evaluating a Range field. */
export type RangeOutcome =
  /** No field, another unit, a syntax error, or too many bytes or ranges: send the whole representation. */
  | { readonly kind: "whole" }
  | { readonly kind: "parts"; readonly parts: readonly ByteRange[] }
  | { readonly kind: "unsatisfiable" };

/** A field with more ranges is ignored (RFC 9110 §14.2 allows that, §17.15 advises it). */
export const MAX_RANGES = 16;

/** The most list elements, empty ones included (RFC 9110 §5.6.1.2). */
const MAX_ELEMENTS = 128;

const WHOLE: RangeOutcome = { kind: "whole" };
// The pattern includes the surrounding white space: trimming with a pattern takes quadratic time for many blanks.
const RANGE_SPEC = /^[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/;

/**
 * Evaluates a Range field for a representation of `size` bytes.
 *
 * @param field Null if absent or excluded by If-Range.
 * @see RFC 9110 §14.1.1, §14.1.2, §14.2
 */
export function evaluateRange(field: string | null, size: number): RangeOutcome {
  if (field === null) return WHOLE;
  const set = /^bytes=(.*)$/i.exec(field)?.[1];
  if (set === undefined) return WHOLE;
  const elements = set.split(",", MAX_ELEMENTS + 1);
  if (elements.length > MAX_ELEMENTS) return WHOLE;
  const specs = elements.filter((spec) => !/^[ \t]*$/.test(spec));
  if (specs.length === 0 || specs.length > MAX_RANGES) return WHOLE;
  const parts: ByteRange[] = [];
  let suffix = false;
  for (const spec of specs) {
    const match = RANGE_SPEC.exec(spec);
    if (match === null || isReversed(match)) return WHOLE;
    const part = toPart(match, size);
    if (part !== undefined) parts.push(part);
    suffix ||= Number(match[3] ?? "0") > 0;
  }
  // A suffix of an empty representation is satisfiable, but no Content-Range can express it.
  if (size === 0 && suffix) return WHOLE;
  if (parts.length === 0) return { kind: "unsatisfiable" };
  const total = parts.reduce((sum, part) => sum + part.end - part.start, 0);
  return total > size ? WHOLE : { kind: "parts", parts };
}

/** Reports whether the last position precedes the first, which makes the field invalid (§14.1.1). */
function isReversed([, first, last]: RegExpExecArray): boolean {
  if (first === undefined || last === undefined || last === "") return false;
  const [from, to] = [trimZeros(first), trimZeros(last)];
  return from.length === to.length ? from > to : from.length > to.length;
}

/**
 * Returns undefined if the range is unsatisfiable. Positions may have any number of digits: Number() is exact up to 2^53;
 * it rounds larger values, perhaps to Infinity, but they stay >= 2^53.
 */
function toPart([, first, last, length]: RegExpExecArray, size: number): ByteRange | undefined {
  if (length !== undefined) {
    const start = Math.max(0, size - Number(length));
    return start < size ? { start, end: size } : undefined;
  }
  const start = Number(first ?? "");
  const end = last === undefined || last === "" ? size : Math.min(Number(last) + 1, size);
  return start < size ? { start, end } : undefined;
}

function trimZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}
