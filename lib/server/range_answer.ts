import { type Piece, readPieces, streamPieces } from "../files/content.ts";
import type { Representation } from "../files/representation.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Answer, Fields } from "../http/answer.ts";
import { layOutMultipart } from "../http/multipart.ts";
import { rangeApplies } from "../http/preconditions.ts";
import { type ByteRange, evaluateRange } from "../http/range.ts";
import type { Validators } from "../http/validators.ts";
import { errorAnswer } from "../site/error_page.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import type { RequestHead } from "./request.ts";

/** Up to this size, in bytes, a body is read at once into memory; a larger one is streamed. */
const MAX_READ_AT_ONCE = 256 * 1024;

/** The whole content, parts of it, or a 416. */
export function rangeAnswer(
  request: RequestHead,
  selected: Representation,
  fields: Fields,
  validators: Validators,
  now: number,
  last: boolean,
): Attempt {
  const { size } = selected.stat;
  const isRangeRequest = request.method === "GET" &&
    rangeApplies(request.field("if-range"), validators, now);
  const range = evaluateRange(isRangeRequest ? request.field("range") : null, size);
  switch (range.kind) {
    case "unsatisfiable":
      return fileError(416, request, selected, {
        "content-range": `bytes */${size}`,
        "accept-ranges": "bytes",
      });
    case "whole":
      return contentAnswer(200, fields, request, selected, [{ start: 0, end: size }], size, last);
    case "parts":
      return partialAnswer(request, selected, fields, range.parts, last);
  }
}

function partialAnswer(
  request: RequestHead,
  selected: Representation,
  fields: Fields,
  parts: readonly ByteRange[],
  last: boolean,
): Attempt {
  const { size } = selected.stat;
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) {
    const { start, end } = first;
    const partFields = { ...fields, "content-range": `bytes ${start}-${end - 1}/${size}` };
    return contentAnswer(206, partFields, request, selected, parts, end - start, last);
  }
  const boundary = crypto.randomUUID().replaceAll("-", "");
  const layout = layOutMultipart(parts, selected.contentType, size, boundary);
  const pieces: Piece[] = [
    ...layout.parts.flatMap(({ head, range }): Piece[] => [head, range]),
    layout.tail,
  ];
  const multipartFields = { ...fields, "content-type": layout.contentType };
  return contentAnswer(206, multipartFields, request, selected, pieces, layout.contentLength, last);
}

/** Reads small content at once, and leaves large content to be streamed. */
function contentAnswer(
  status: number,
  fields: Fields,
  request: RequestHead,
  { file, stat }: Representation,
  pieces: readonly Piece[],
  length: number,
  last: boolean,
): Attempt {
  if (request.method === "HEAD") return { status, fields, body: { kind: "withheld", length } };
  if (length <= MAX_READ_AT_ONCE) {
    const bytes = readPieces(file, stat, pieces, length);
    if (bytes !== undefined) return { status, fields, body: { kind: "bytes", bytes } };
    if (!last) return CHANGED;
  }
  const source = streamPieces(file, pieces);
  return { status, fields, body: { kind: "stream", source, length } };
}

/** An error that is about a file, so varies as the file does. */
export function fileError(
  status: number,
  request: RequestHead,
  { negotiated }: Representation,
  fields: Fields,
): Answer {
  return errorAnswer(status, chooseFormat(request.field("accept")), {
    fields: { ...fields, vary: negotiated ? "Accept-Encoding, Accept" : "Accept" },
  });
}
