import { archiveEntries } from "../archive/entries.ts";
import { tar } from "../archive/tar.ts";
import { zip } from "../archive/zip.ts";
import type { ResolvedPath } from "../files/served_root.ts";
import { walk } from "../listing/walk.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Reply } from "../http/reply.ts";
import { attachment } from "../http/content_disposition.ts";
import { errorAnswer } from "./error_page.ts";
import { fromChunks, gather } from "./chunks.ts";
import { conditionalReply } from "../http/conditional_reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Site } from "./site.ts";

/** The kinds of archives that a folder can be downloaded as. */
export const ARCHIVE_KINDS = ["zip", "tar"] as const;

/** One of {@linkcode ARCHIVE_KINDS}. */
export type ArchiveKind = typeof ARCHIVE_KINDS[number];

const CONTENT_TYPES: Readonly<Record<ArchiveKind, string>> = {
  zip: "application/zip",
  tar: "application/x-tar",
};

/** How long to wait when as many are being made as may be, in seconds: they may be long. */
const RETRY_AFTER = "10";

/**
 * Answers a GET or HEAD for a folder as an archive: everything below it that would be served, as a stream whose
 * length nobody knows.
 *
 * @param segments By which the folder was asked for; `directory` is where that leads.
 */
export function serveArchive(
  site: Site,
  request: RequestHead,
  segments: readonly string[],
  directory: ResolvedPath,
  kind: ArchiveKind,
): Reply {
  const format = chooseFormat(request.field("accept"));
  const top = segments.at(-1) ?? site.config.basePath.at(-1) ?? "files";
  const fields = {
    "content-type": CONTENT_TYPES[kind],
    "cache-control": "no-cache",
    "content-disposition": attachment(`${top}.${kind}`),
  };
  const decided = conditionalReply(request, {
    validators: {},
    fields,
    size: undefined,
    errorVary: "Accept",
  });
  if (decided.kind === "notModified") return decided.reply;
  if (decided.kind === "error") return errorAnswer(decided.status, format, decided);
  if (request.method === "HEAD") return { status: 200, fields, body: { kind: "omitted" } };
  const release = site.archivePlaces.tryAcquire();
  if (release === undefined) {
    return errorAnswer(503, format, {
      fields: { "retry-after": RETRY_AFTER },
      message: "As many folders as can be are being downloaded already; please try again.",
    });
  }
  const found = walk(site.servedRoot, directory, { isVisible: site.visibilityFilter(segments) });
  const entries = archiveEntries(site.servedRoot, directory.segments, top, found);
  const chunks = kind === "zip" ? zip(entries, site.config.compress) : tar(entries);
  return {
    status: 200,
    fields,
    body: { kind: "stream", source: fromChunks(gather(chunks), release) },
  };
}
