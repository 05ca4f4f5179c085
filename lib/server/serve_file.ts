import { type Piece, readPieces, streamPieces } from "../files/content.ts";
import { type OpenFile } from "../files/file_system.ts";
import { type Representation, selectRepresentation } from "../files/representation.ts";
import type { Resolution } from "../files/resolve.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Answer, Body } from "../http/answer.ts";
import { layOutMultipart } from "../http/multipart.ts";
import { evaluatePreconditions, rangeApplies } from "../http/preconditions.ts";
import { type ByteRange, evaluateRange } from "../http/range.ts";
import { lastModified, type Validators } from "../http/validators.ts";
import { errorAnswer } from "../site/error_page.ts";
import { encodedBody } from "./encoded_body.ts";
import { entityTag } from "./entity_tag.ts";
import { fileFields, notModifiedFields } from "./file_fields.ts";
import { conditionalFields, type RequestHead } from "./request.ts";
import type { Site } from "./site.ts";

/** The file changed while it was read: decide anew, from its new state. */
export const CHANGED = Symbol("changed");

/** An answer, or that it has to be decided anew. */
export type Attempt = Answer | typeof CHANGED;

/** Up to this size, in bytes, a body is read at once into memory; a larger one is streamed. */
const MAX_READ_AT_ONCE = 256 * 1024;

/**
 * Answers a GET or HEAD for a file. Its own steps are: representation, entity tag, then {@linkcode decide}.
 * A promise is returned only when content has to be digested or compressed first.
 *
 * @param last Whether this is the last attempt: a file that never rests is then sent as it comes.
 */
export function serveFile(
  site: Site,
  request: RequestHead,
  { segments, contained }: Extract<Resolution, { kind: "file" }>,
  last: boolean,
): Attempt | Promise<Attempt> {
  const selected = selectRepresentation(site.territory, segments, contained, {
    acceptEncoding: request.field("accept-encoding"),
    range: request.method === "GET" && request.field("range") !== null,
    compress: site.config.compress,
    precompressed: site.config.precompressed,
    isAvailable: (stat, coding) => site.compressor.isAvailable(stat, coding),
  });
  if (selected.kind === "unacceptable") {
    return errorAnswer(selected.busy ? 503 : 406, chooseFormat(request.field("accept")), {
      fields: { vary: "Accept-Encoding, Accept", ...(selected.busy && { "retry-after": "1" }) },
    });
  }
  return releasing(selected.file, () => {
    const tag = entityTag(site, selected);
    if (!(tag instanceof Promise)) return decide(site, request, segments, selected, tag, last);
    return tag.then((etag) =>
      etag === undefined && !last ? CHANGED : decide(site, request, segments, selected, etag, last)
    );
  });
}

/** Closes the file when the attempt is over, except when the answer streams it: then its source does. */
function releasing(
  file: OpenFile,
  attempt: () => Attempt | Promise<Attempt>,
): Attempt | Promise<Attempt> {
  function release(outcome: Attempt): Attempt {
    if (outcome === CHANGED || outcome.body.kind !== "stream") file.close();
    return outcome;
  }
  function fail(error: unknown): never {
    file.close();
    throw error;
  }
  try {
    const outcome = attempt();
    return outcome instanceof Promise ? outcome.then(release, fail) : release(outcome);
  } catch (error) {
    return fail(error);
  }
}

/** Preconditions, then range, then body. */
function decide(
  site: Site,
  request: RequestHead,
  segments: readonly string[],
  selected: Representation,
  etag: string | undefined,
  last: boolean,
): Attempt | Promise<Attempt> {
  const now = Math.floor(Date.now() / 1000);
  const modified = lastModified(selected.stat.mtime, now);
  const validators: Validators = {
    ...(etag !== undefined && { etag }),
    ...(modified !== undefined && { lastModified: modified }),
  };
  const fields = fileFields(selected, validators, site.cachePolicy(segments.join("/")));
  switch (evaluatePreconditions(conditionalFields(request), validators, now)) {
    case "notModified":
      return { status: 304, fields: notModifiedFields(fields), body: { kind: "none" } };
    case "failed":
      return fileError(412, request, selected, {});
    case "proceed":
  }
  if (selected.onTheFly) return encodedAnswer(site, request, selected, fields, last);
  return rangeAnswer(request, selected, fields, validators, now, last);
}

function encodedAnswer(
  site: Site,
  request: RequestHead,
  selected: Representation,
  fields: Answer["fields"],
  last: boolean,
): Attempt | Promise<Attempt> {
  const body = encodedBody(site.compressor, selected, request.method === "HEAD", last);
  const finish = (made: Body | undefined): Attempt =>
    made === undefined ? CHANGED : { status: 200, fields, body: made };
  return body instanceof Promise ? body.then(finish) : finish(body);
}

/** The whole content, parts of it, or a 416. */
function rangeAnswer(
  request: RequestHead,
  selected: Representation,
  fields: Answer["fields"],
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
  fields: Answer["fields"],
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
  fields: Answer["fields"],
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

function fileError(
  status: number,
  request: RequestHead,
  { negotiated }: Representation,
  fields: Answer["fields"],
): Answer {
  return errorAnswer(status, chooseFormat(request.field("accept")), {
    fields: { ...fields, vary: negotiated ? "Accept-Encoding, Accept" : "Accept" },
  });
}
