import { cutPieces, type Piece } from "../content/read_content.ts";
import type { Fields, Reply } from "../http/reply.ts";
import { layOutMultipart } from "../http/multipart.ts";
import { evaluateRange } from "../http/range.ts";
import { errorAnswer } from "./error_page.ts";
import { chooseFormat } from "../http/accept.ts";
import { applicableRange, checkPreconditions } from "./conditional.ts";
import type { RequestHead } from "./request.ts";

/**
 * Answers a GET or HEAD for bytes at hand: preconditions, then range, then body.
 *
 * @param fields Of a 200; its `etag` is the one validator.
 */
export function decide(
  request: RequestHead,
  bytes: Uint8Array<ArrayBuffer>,
  fields: Fields,
): Reply {
  const { etag } = fields;
  const validators = etag === undefined ? {} : { etag };
  switch (checkPreconditions(request, validators)) {
    case "failed":
      return fail(412, request, fields, {});
    case "notModified":
      return { status: 304, fields: notModifiedFields(fields), body: { kind: "none" } };
    case "proceed":
  }
  const size = bytes.byteLength;
  const field = applicableRange(request, validators);
  const range = field === null ? { kind: "whole" } as const : evaluateRange(field, size);
  switch (range.kind) {
    case "whole":
      return { status: 200, fields, body: { kind: "bytes", bytes } };
    case "unsatisfiable":
      return fail(416, request, fields, {
        "content-range": `bytes */${size}`,
        "accept-ranges": "bytes",
      });
    case "parts":
      return partial(bytes, range.parts, fields);
  }
}

type Parts = readonly { readonly start: number; readonly end: number }[];

function partial(bytes: Uint8Array<ArrayBuffer>, parts: Parts, fields: Fields): Reply {
  const size = bytes.byteLength;
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) {
    const { start, end } = first;
    return {
      status: 206,
      fields: { ...fields, "content-range": `bytes ${start}-${end - 1}/${size}` },
      body: { kind: "bytes", bytes: bytes.subarray(start, end) },
    };
  }
  const boundary = crypto.randomUUID().replaceAll("-", "");
  const layout = layOutMultipart(parts, fields["content-type"] ?? "", size, boundary);
  const pieces = layout.parts.flatMap(({ head, range }): Piece[] => [head, range]);
  return {
    status: 206,
    fields: { ...fields, "content-type": layout.contentType },
    body: {
      kind: "bytes",
      bytes: cutPieces(bytes, [...pieces, layout.tail], layout.contentLength),
    },
  };
}

function fail(status: number, request: RequestHead, fields: Fields, more: Fields): Reply {
  const vary = fields["vary"];
  return errorAnswer(status, chooseFormat(request.field("accept")), {
    fields: { ...more, vary: vary === undefined ? "Accept" : vary },
  });
}

function notModifiedFields(fields: Fields): Fields {
  const names = ["cache-control", "vary", "etag"];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
