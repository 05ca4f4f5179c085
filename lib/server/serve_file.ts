import type { OpenFile } from "../files/file_system.ts";
import { type Representation, selectRepresentation } from "../files/representation.ts";
import type { Resolution } from "../files/resolve.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Body, Fields } from "../http/answer.ts";
import { evaluatePreconditions } from "../http/preconditions.ts";
import { lastModified, type Validators } from "../http/validators.ts";
import { errorAnswer } from "../site/error_page.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import { encodedBody } from "./encoded_body.ts";
import { entityTag } from "./entity_tag.ts";
import { fileFields, notModifiedFields } from "./file_fields.ts";
import { fileError, rangeAnswer } from "./range_answer.ts";
import { conditionalFields, type RequestHead } from "./request.ts";
import type { Site } from "./site.ts";

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
  fields: Fields,
  last: boolean,
): Attempt | Promise<Attempt> {
  const body = encodedBody(site.compressor, selected, request.method === "HEAD", last);
  const finish = (made: Body | undefined): Attempt =>
    made === undefined ? CHANGED : { status: 200, fields, body: made };
  return body instanceof Promise ? body.then(finish) : finish(body);
}
