import type { ConditionalFields } from "../http/preconditions.ts";

/** What Plinth looks at of a request. */
export interface RequestHead {
  readonly method: string;
  /** Scheme, authority and target, as the runtime gives them. */
  readonly url: string;
  /** A header field's value; null when it was not sent. */
  field(name: string): string | null;
}

/** The conditional fields of a request. */
export function conditionalFields(request: RequestHead): ConditionalFields {
  return {
    ifMatch: request.field("if-match"),
    ifUnmodifiedSince: request.field("if-unmodified-since"),
    ifNoneMatch: request.field("if-none-match"),
    ifModifiedSince: request.field("if-modified-since"),
  };
}
