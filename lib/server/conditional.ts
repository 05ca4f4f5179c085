import {
  type ConditionalFields,
  evaluatePreconditions,
  type PreconditionOutcome,
} from "../http/preconditions.ts";
import type { Validators } from "../http/validators.ts";
import type { RequestHead } from "./request.ts";

/** What the preconditions of a GET or HEAD say of a representation with these validators. */
export function checkPreconditions(
  request: RequestHead,
  validators: Validators,
): PreconditionOutcome {
  const fields = conditionalFields(request);
  if (fields === undefined) return "proceed";
  return evaluatePreconditions(fields, validators, Math.floor(Date.now() / 1000));
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
