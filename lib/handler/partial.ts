import type { Piece } from "../content/read_content.ts";
import type { Representation } from "../content/representation.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Fields, Reply, ReplyBody } from "../http/reply.ts";
import { layOutMultipart } from "../http/multipart.ts";
import { type ByteRange, evaluateRange, type RangeOutcome } from "../http/range.ts";
import { errorAnswer } from "./error_page.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import { applicableRange } from "./conditional.ts";
import { contentBody } from "./file_body.ts";
import type { Description } from "./metadata.ts";
import type { RequestHead } from "./request.ts";
import type { Site } from "./site.ts";

/** The whole content, parts of it, or a 416. */
export function rangeAnswer(
  site: Site,
  request: RequestHead,
  description: Description,
  last: boolean,
): Attempt {
  const { representation, validators, fields, head } = description;
  const { size } = representation.resolved.stat;
  const field = applicableRange(request, validators);
  const range = field === null ? WHOLE : evaluateRange(field, size);
  switch (range.kind) {
    case "unsatisfiable":
      return fileError(416, request, representation, {
        "content-range": `bytes */${size}`,
        "accept-ranges": "bytes",
      });
    case "whole": {
      const body = bodyFor(site, request, representation, undefined, size, last);
      return body === undefined ? CHANGED : { status: 200, fields, head, body };
    }
    case "parts": {
      const part = partial(description, range.parts);
      const body = bodyFor(site, request, representation, part.pieces, part.length, last);
      return body === undefined ? CHANGED : { status: 206, fields: part.fields, body };
    }
  }
}

const WHOLE: RangeOutcome = { kind: "whole" };

/** What is sent in a 206. */
interface Partial {
  readonly fields: Fields;
  readonly pieces: readonly Piece[];
  /** In bytes. */
  readonly length: number;
}

function partial(
  { representation, fields }: Description,
  parts: readonly ByteRange[],
): Partial {
  const { contentType, resolved: { stat: { size } } } = representation;
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) {
    const { start, end } = first;
    const partFields = { ...fields, "content-range": `bytes ${start}-${end - 1}/${size}` };
    return { fields: partFields, pieces: parts, length: end - start };
  }
  const boundary = crypto.randomUUID().replaceAll("-", "");
  const layout = layOutMultipart(parts, contentType, size, boundary);
  return {
    fields: { ...fields, "content-type": layout.contentType },
    pieces: [...layout.parts.flatMap(({ head, range }): Piece[] => [head, range]), layout.tail],
    length: layout.contentLength,
  };
}

function bodyFor(
  site: Site,
  request: RequestHead,
  representation: Representation,
  pieces: readonly Piece[] | undefined,
  length: number,
  last: boolean,
): ReplyBody | undefined {
  if (request.method === "HEAD") return { kind: "omitted", length };
  return contentBody(site, representation, pieces, length, last);
}

/** An error that is about a file, so varies as the file does. */
export function fileError(
  status: number,
  request: RequestHead,
  { negotiated }: Representation,
  fields: Fields,
): Reply {
  return errorAnswer(status, chooseFormat(request.field("accept")), {
    fields: { ...fields, vary: negotiated ? "Accept-Encoding, Accept" : "Accept" },
  });
}
