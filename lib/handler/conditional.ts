import {
  type ConditionalFields,
  evaluatePreconditions,
  type PreconditionOutcome,
  rangeApplies,
} from "../http/preconditions.ts";
import type { Validators } from "../http/etag.ts";
import type { RequestHead } from "./request.ts";

/** What the preconditions of a GET or HEAD say of a representation with these validators. */
export function checkPreconditions(
  request: RequestHead,
  validators: Validators,
): PreconditionOutcome {
  const fields = conditionalFields(request);
  if (fields === undefined) return "proceed";
  return evaluatePreconditions(fields, validators, secondsNow());
}

/** The Range field; null when there is none, or it means nothing (RFC 9110 §14.2: only GET has ranges). */
export function rangeField(request: RequestHead): string | null {
  return request.method === "GET" ? request.field("range") : null;
}

/** The Range field that is to be applied: null also where If-Range says that it is not. */
export function applicableRange(request: RequestHead, validators: Validators): string | null {
  const field = rangeField(request);
  if (field === null) return null;
  return rangeApplies(request.field("if-range"), validators, secondsNow()) ? field : null;
}

/** Seconds since 1970, whole. */
function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** Each field costs a call into the runtime, so one that another makes void (RFC 9110 §13.2.2) is not read. */
function conditionalFields(request: RequestHead): ConditionalFields | undefined {
  const ifMatch = request.field("if-match");
  const ifUnmodifiedSince = ifMatch === null ? request.field("if-unmodified-since") : null;
  const ifNoneMatch = request.field("if-none-match");
  const ifModifiedSince = ifNoneMatch === null ? request.field("if-modified-since") : null;
  const hasNone = ifMatch === null && ifUnmodifiedSince === null && ifNoneMatch === null &&
    ifModifiedSince === null;
  return hasNone ? undefined : { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince };
}
