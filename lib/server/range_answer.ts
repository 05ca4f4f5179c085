import type { Piece } from "../files/content.ts";
import type { Representation } from "../files/representation.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Answer, Fields } from "../http/answer.ts";
import type { Head } from "../http/head.ts";
import { layOutMultipart } from "../http/multipart.ts";
import { rangeApplies } from "../http/preconditions.ts";
import { type ByteRange, evaluateRange } from "../http/range.ts";
import { errorAnswer } from "../site/error_page.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import { contentBody } from "./content_body.ts";
import type { Description } from "./description.ts";
import type { RequestHead } from "./request.ts";
import type { Site } from "./site.ts";

/** The whole content, parts of it, or a 416. */
export function rangeAnswer(
  site: Site,
  request: RequestHead,
  description: Description,
  now: number,
  last: boolean,
): Attempt {
  const { representation, validators, fields, head } = description;
  const { size } = representation.location.stat;
  const field = request.method === "GET" ? request.field("range") : null;
  const applies = field !== null && rangeApplies(request.field("if-range"), validators, now);
  const range = evaluateRange(applies ? field : null, size);
  switch (range.kind) {
    case "unsatisfiable":
      return fileError(416, request, representation, {
        "content-range": `bytes */${size}`,
        "accept-ranges": "bytes",
      });
    case "whole": {
      const whole = { status: 200, fields, head, pieces: [{ start: 0, end: size }], length: size };
      return contentAnswer(site, request, representation, whole, last);
    }
    case "parts":
      return contentAnswer(site, request, representation, partial(description, range.parts), last);
  }
}

/** What is sent of a file, and how. */
interface Content {
  readonly status: number;
  readonly fields: Fields;
  readonly head?: Head;
  readonly pieces: readonly Piece[];
  /** In bytes. */
  readonly length: number;
}

function partial(
  { representation, fields }: Description,
  parts: readonly ByteRange[],
): Content {
  const { contentType, location: { stat: { size } } } = representation;
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) {
    const { start, end } = first;
    const partFields = { ...fields, "content-range": `bytes ${start}-${end - 1}/${size}` };
    return { status: 206, fields: partFields, pieces: parts, length: end - start };
  }
  const boundary = crypto.randomUUID().replaceAll("-", "");
  const layout = layOutMultipart(parts, contentType, size, boundary);
  return {
    status: 206,
    fields: { ...fields, "content-type": layout.contentType },
    pieces: [...layout.parts.flatMap(({ head, range }): Piece[] => [head, range]), layout.tail],
    length: layout.contentLength,
  };
}

function contentAnswer(
  site: Site,
  request: RequestHead,
  representation: Representation,
  { pieces, length, ...answer }: Content,
  last: boolean,
): Attempt {
  if (request.method === "HEAD") return { ...answer, body: { kind: "withheld", length } };
  const body = contentBody(site, representation, pieces, length, last);
  return body === undefined ? CHANGED : { ...answer, body };
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
