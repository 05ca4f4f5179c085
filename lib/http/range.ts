/** Part of a representation: bytes from `start` to before `end`; never empty. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a Range field asks of a representation. */
export type RangeOutcome =
  /** No field, another unit, a syntax error, or too much: send the whole. */
  | { readonly kind: "whole" }
  | { readonly kind: "parts"; readonly parts: readonly ByteRange[] }
  | { readonly kind: "unsatisfiable" };

/** More ranges than this in one field are not taken seriously (RFC 9110 §14.2 allows that, §17.15 advises it). */
export const MAX_RANGES = 16;

const WHOLE: RangeOutcome = { kind: "whole" };
// The white space around is part of the pattern: trimming it with one takes quadratic time on many blanks.
const RANGE_SPEC = /^[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/;

/**
 * Reads a Range field against a representation of `size` bytes.
 *
 * @param field Null when it was not sent or If-Range has ruled it out.
 * @see RFC 9110 §14.1.1, §14.1.2, §14.2
 */
export function evaluateRange(field: string | null, size: number): RangeOutcome {
  if (field === null) return WHOLE;
  const set = /^bytes=(.*)$/i.exec(field)?.[1];
  if (set === undefined) return WHOLE;
  const specs = set.split(",").filter((spec) => !/^[ \t]*$/.test(spec));
  if (specs.length === 0 || specs.length > MAX_RANGES) return WHOLE;
  const parts: ByteRange[] = [];
  let suffix = false;
  for (const spec of specs) {
    const match = RANGE_SPEC.exec(spec);
    if (match === null || isReversed(match)) return WHOLE;
    const part = toPart(match, size);
    if (part !== undefined) parts.push(part);
    suffix ||= readNumber(match[3] ?? "0") > 0;
  }
  // A suffix of an empty representation is the whole of it: satisfiable, but no Content-Range can say so.
  if (size === 0 && suffix) return WHOLE;
  if (parts.length === 0) return { kind: "unsatisfiable" };
  const total = parts.reduce((sum, part) => sum + part.end - part.start, 0);
  return total > size ? WHOLE : { kind: "parts", parts };
}

/** A last position before the first one makes the field invalid (§14.1.1). */
function isReversed([, first, last]: RegExpExecArray): boolean {
  if (first === undefined || last === undefined || last === "") return false;
  const [from, to] = [trimZeros(first), trimZeros(last)];
  return from.length === to.length ? from > to : from.length > to.length;
}

/** Undefined when the range is not satisfiable. */
function toPart([, first, last, length]: RegExpExecArray, size: number): ByteRange | undefined {
  if (length !== undefined) {
    const start = Math.max(0, size - readNumber(length));
    return start < size ? { start, end: size } : undefined;
  }
  const start = readNumber(first ?? "");
  const end = last === undefined || last === "" ? size : Math.min(readNumber(last) + 1, size);
  return start < size ? { start, end } : undefined;
}

/** Any number of digits: up to 2^53 exact, above it rounded (to Infinity even), but never to less than 2^53. */
function readNumber(digits: string): number {
  return Number(digits);
}

function trimZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}
