import type { Validators } from "./etag.ts";
import { layOutMultipart, type Piece } from "./multipart.ts";
import {
  type ConditionalFields,
  evaluatePreconditions,
  type PreconditionOutcome,
  rangeApplies,
} from "./preconditions.ts";
import { type ByteRange, evaluateRange } from "./range.ts";
import type { Fields, Reply } from "./reply.ts";
import type { ReplyHead } from "./reply_head.ts";
import type { RequestHead } from "./request_head.ts";

/** Metadata of the selected representation (RFC 9110 §8): all that a conditional reply depends on. */
export interface RepresentationMetadata {
  readonly validators: Validators;
  /** The fields of a 200. */
  readonly fields: Fields;
  /** In bytes. Undefined if it is not known before the body ends: then Range is ignored. */
  readonly size: number | undefined;
  /** The Vary field of a 412 or 416. */
  readonly errorVary: string;
  /** The merged head of a 200, if it is made once for many replies. */
  readonly head?: ReplyHead | undefined;
  /** The 304, if it is made once for many requests. */
  readonly notModified?: Reply | undefined;
}

/** A reply with content: the whole representation, or pieces of it. */
export interface ContentReply {
  readonly kind: "content";
  readonly status: 200 | 206;
  readonly fields: Fields;
  readonly head: ReplyHead | undefined;
  /** Undefined for the whole representation. */
  readonly pieces: readonly Piece[] | undefined;
  /** The length of the body, in bytes. */
  readonly length: number | undefined;
}

/** What the preconditions and the Range field of a request make of a representation. */
export type ConditionalReply =
  | ContentReply
  | { readonly kind: "notModified"; readonly reply: Reply }
  | { readonly kind: "error"; readonly status: 412 | 416; readonly fields: Fields };

/**
 * Decides the reply to a GET or HEAD request for a representation: preconditions first, then Range (RFC 9110 §13.2.2).
 * This is the only place that makes a 304, 412, 416 or 206. It reads no content.
 */
export function conditionalReply(
  request: RequestHead,
  metadata: RepresentationMetadata,
): ConditionalReply {
  const { validators, fields, size, errorVary, head } = metadata;
  switch (checkPreconditions(request, validators)) {
    case "notModified":
      return { kind: "notModified", reply: metadata.notModified ?? notModified(fields) };
    case "failed":
      return { kind: "error", status: 412, fields: { vary: errorVary } };
    case "proceed":
  }
  const range = size === undefined ? null : applicableRange(request, validators);
  if (size === undefined || range === null) {
    return { kind: "content", status: 200, fields, head, pieces: undefined, length: size };
  }
  const outcome = evaluateRange(range, size);
  switch (outcome.kind) {
    case "whole":
      return { kind: "content", status: 200, fields, head, pieces: undefined, length: size };
    case "unsatisfiable":
      return {
        kind: "error",
        status: 416,
        fields: { "content-range": `bytes */${size}`, "accept-ranges": "bytes", vary: errorVary },
      };
    case "parts":
      return partialContent(fields, size, outcome.parts);
  }
}

/** Returns the Range field; null if there is none or the method is not GET (RFC 9110 §14.2). */
export function rangeField(request: RequestHead): string | null {
  return request.method === "GET" ? request.field("range") : null;
}

const NOT_MODIFIED_FIELDS = ["cache-control", "vary", "content-security-policy", "etag"];

/** Returns the fields of a 304; Last-Modified only if there is no entity tag (RFC 9110 §15.4.5). */
export function notModifiedFields(fields: Fields): Fields {
  const names = "etag" in fields ? NOT_MODIFIED_FIELDS : [...NOT_MODIFIED_FIELDS, "last-modified"];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

function notModified(fields: Fields): Reply {
  return { status: 304, fields: notModifiedFields(fields), body: { kind: "none" } };
}

/** A 206: one range as it is, several as multipart/byteranges. */
function partialContent(fields: Fields, size: number, parts: readonly ByteRange[]): ContentReply {
  const common = { kind: "content", status: 206, head: undefined } as const;
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) {
    const { start, end } = first;
    const contentRange = `bytes ${start}-${end - 1}/${size}`;
    return {
      ...common,
      fields: { ...fields, "content-range": contentRange },
      pieces: parts,
      length: end - start,
    };
  }
  const boundary = crypto.randomUUID().replaceAll("-", "");
  const layout = layOutMultipart(parts, fields["content-type"] ?? "", size, boundary);
  return {
    ...common,
    fields: { ...fields, "content-type": layout.contentType },
    pieces: layout.pieces,
    length: layout.contentLength,
  };
}

function checkPreconditions(request: RequestHead, validators: Validators): PreconditionOutcome {
  const fields = conditionalFields(request);
  if (fields === undefined) return "proceed";
  return evaluatePreconditions(fields, validators, secondsNow());
}

/** Returns the Range field; null if there is none or If-Range rules it out. */
function applicableRange(request: RequestHead, validators: Validators): string | null {
  const field = rangeField(request);
  if (field === null) return null;
  return rangeApplies(request.field("if-range"), validators, secondsNow()) ? field : null;
}

/** Whole seconds since 1970. */
function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** Reads the conditional fields. A field that another one overrides (RFC 9110 §13.2.2) is not read: each read costs. */
function conditionalFields(request: RequestHead): ConditionalFields | undefined {
  const ifMatch = request.field("if-match");
  const ifUnmodifiedSince = ifMatch === null ? request.field("if-unmodified-since") : null;
  const ifNoneMatch = request.field("if-none-match");
  const ifModifiedSince = ifNoneMatch === null ? request.field("if-modified-since") : null;
  const hasNone = ifMatch === null && ifUnmodifiedSince === null && ifNoneMatch === null &&
    ifModifiedSince === null;
  return hasNone ? undefined : { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince };
}
