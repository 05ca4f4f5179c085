import { archiveEntries } from "../archive/entries.ts";
import { tar } from "../archive/tar.ts";
import { zip } from "../archive/zip.ts";
import { walk } from "../listing/walk.ts";
import { chooseFormat } from "../http/accept.ts";
import type { Reply } from "../http/reply.ts";
import { attachment } from "../http/content_disposition.ts";
import { errorAnswer } from "./generated_error.ts";
import { fromChunks, gather } from "./chunks.ts";
import { conditionalReply } from "../http/conditional_reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { FolderRequest } from "./serve_directory.ts";
import type { Site } from "./site.ts";

/** The formats of archives. */
export const ARCHIVE_KINDS = ["zip", "tar"] as const;

/** One of {@linkcode ARCHIVE_KINDS}. */
export type ArchiveKind = typeof ARCHIVE_KINDS[number];

const CONTENT_TYPES: Readonly<Record<ArchiveKind, string>> = {
  zip: "application/zip",
  tar: "application/x-tar",
};

/** Retry-After when too many archives are being sent, in seconds. */
const RETRY_AFTER = "10";

/** Serves a directory as an archive: everything below it that would be served, as a stream of unknown length. */
export function serveArchive(
  site: Site,
  request: RequestHead,
  { segments, directory, isVisible }: Pick<FolderRequest, "segments" | "directory" | "isVisible">,
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
      message: "Too many folders are being downloaded at the moment; please try again.",
    });
  }
  const abandoned = new AbortController();
  const found = walk(site.servedRoot, directory, isVisible, abandoned.signal);
  const entries = archiveEntries(site.servedRoot, directory.segments, top, found);
  const chunks = kind === "zip" ? zip(entries, site.config.compress) : tar(entries);
  return {
    status: 200,
    fields,
    body: { kind: "stream", source: fromChunks(gather(chunks), release, () => abandoned.abort()) },
  };
}
