import { type EntityTag, parseEntityTags, type Validators } from "./etag.ts";
import { parseHttpDate } from "./http_date.ts";

/** The conditional fields of a request, as sent; null when absent. */
export interface ConditionalFields {
  readonly ifMatch: string | null;
  readonly ifUnmodifiedSince: string | null;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
}

/** The result of evaluating the preconditions of a GET or HEAD. */
export type PreconditionOutcome = "proceed" | "notModified" | "failed";

/**
 * Evaluates the preconditions of a GET or HEAD in the order of RFC 9110 §13.2.2. If-Range is evaluated in
 * {@linkcode rangeApplies}, because it never ends a request.
 *
 * @param now Whole seconds since 1970.
 */
export function evaluatePreconditions(
  fields: ConditionalFields,
  validators: Validators,
  now: number,
): PreconditionOutcome {
  const unchanged = evaluateIfMatch(fields.ifMatch, validators) ??
    !(isModifiedSince(fields.ifUnmodifiedSince, validators, now) ?? false);
  if (!unchanged) return "failed";
  const changed = evaluateIfNoneMatch(fields.ifNoneMatch, validators) ??
    isModifiedSince(fields.ifModifiedSince, validators, now) ?? true;
  return changed ? "proceed" : "notModified";
}

/**
 * Reports whether If-Range allows Range to be applied: it has a tag that matches strongly, or the exact Last-Modified
 * date and that is a strong validator (at least a second older than now, §8.8.2.2).
 *
 * @see RFC 9110 §13.1.5
 */
export function rangeApplies(ifRange: string | null, validators: Validators, now: number): boolean {
  if (ifRange === null) return true;
  const tags = parseEntityTags(ifRange);
  if (tags === "*") return false;
  if (tags !== undefined) return tags.length === 1 && matchesStrongly(tags, validators.etag);
  const date = parseHttpDate(ifRange.trim(), now);
  const modified = validators.lastModified;
  return date !== undefined && modified !== undefined && date === modified && now - modified >= 1;
}

// Each of these returns the value of a condition, or undefined if the field is ignored.

/** §13.1.1: strong comparison. */
function evaluateIfMatch(field: string | null, validators: Validators): boolean | undefined {
  if (field === null) return undefined;
  const tags = parseEntityTags(field);
  if (tags === "*") return true;
  return tags !== undefined && matchesStrongly(tags, validators.etag);
}

/** §13.1.2: weak comparison. */
function evaluateIfNoneMatch(field: string | null, validators: Validators): boolean | undefined {
  if (field === null) return undefined;
  // Fast path: most clients send the single tag that they received.
  if (field === validators.etag) return false;
  const tags = parseEntityTags(field);
  if (tags === "*") return false;
  return tags === undefined || !tags.some((tag) => tag.opaque === validators.etag);
}

/** If-Modified-Since (§13.1.3); its negation is If-Unmodified-Since (§13.1.4). */
function isModifiedSince(
  field: string | null,
  validators: Validators,
  now: number,
): boolean | undefined {
  const date = field === null ? undefined : parseHttpDate(field.trim(), now);
  if (date === undefined || validators.lastModified === undefined) return undefined;
  return validators.lastModified > date;
}

/** §8.8.3.2: both tags must be strong; Plinth's own always are. */
function matchesStrongly(tags: readonly EntityTag[], etag: string | undefined): boolean {
  return tags.some((tag) => !tag.weak && tag.opaque === etag);
}
