import type { ResolvedPath } from "../files/served_root.ts";
import { readPreview } from "../files/text_file.ts";
import type { Fields, Reply } from "../http/reply.ts";
import { listingPolicy } from "../listing/assets.ts";
import { directoryPage } from "../listing/directory_page.ts";
import type { IsVisible } from "../listing/read_entry.ts";
import { type DirectoryPage, parseView } from "../listing/view.ts";
import { MAX_PREVIEW_SIZE, previewPage } from "../listing/preview_page.ts";
import { errorAnswer } from "./generated_error.ts";
import { readFolderEntries } from "./folder_entries.ts";
import { type ListingCoding, wholeBody } from "./listing_body.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Site } from "./site.ts";

/** A request for a directory. */
export interface FolderRequest {
  /** The requested path. */
  readonly segments: readonly string[];
  /** Where the path leads. */
  readonly directory: ResolvedPath;
  /** The parameters of the query. */
  readonly parameters: URLSearchParams;
  readonly coding: ListingCoding;
  /** The Vary field. */
  readonly vary: Fields;
  /** What the client may know of. */
  readonly isVisible: IsVisible;
}

/** Serves a page for people: a directory's entries, or the preview of a file in it. */
export async function serveFolder(
  site: Site,
  request: RequestHead,
  asked: FolderRequest,
): Promise<Reply> {
  const { segments, parameters, coding, vary } = asked;
  const page = describePage(site, request, segments, parameters);
  const name = parameters.get("view");
  const text = name === null
    ? await folderText(site, page, asked)
    : await viewText(site, page, asked, name);
  if (typeof text !== "string") return text;
  const made = await wholeBody(text, coding);
  return {
    status: 200,
    fields: { ...pageFields(page.live), ...vary, ...made.fields },
    body: made.body,
  };
}

/** Returns the fields of a page about a directory. */
export function pageFields(live: boolean): Fields {
  return {
    "content-type": "text/html; charset=UTF-8",
    "cache-control": "no-cache",
    "content-security-policy": listingPolicy(live),
  };
}

/** Returns what pages about a directory have in common. */
export function describePage(
  site: Site,
  request: RequestHead,
  segments: readonly string[],
  parameters: URLSearchParams,
): DirectoryPage {
  const [, host = ""] = /^[a-z]+:\/\/([^/?#]*)/i.exec(request.url) ?? [];
  return {
    segments,
    basePath: site.basePath,
    host,
    view: parseView(parameters),
    live: site.live !== undefined,
  };
}

async function folderText(
  site: Site,
  page: DirectoryPage,
  { directory, vary, isVisible }: FolderRequest,
): Promise<string | Reply> {
  const read = await site.listingGate.read(() =>
    readFolderEntries(site.servedRoot, directory, isVisible, page.view)
  );
  if (read === undefined) return errorAnswer(404, "html");
  if (read === "busy") {
    return errorAnswer(503, "html", { fields: { ...vary, "retry-after": "1" } });
  }
  const { shown, readmes } = read;
  const readme = shown.page === 1
    ? await site.readmes.read(site.servedRoot, page.segments, readmes, isVisible)
    : undefined;
  const view = { ...page.view, page: shown.page };
  return [...directoryPage({ ...page, view }, shown, readme)].join("");
}

async function viewText(
  site: Site,
  page: DirectoryPage,
  { segments, isVisible }: FolderRequest,
  name: string,
): Promise<string | Reply> {
  const path = [...segments, name];
  const file = /^\.{0,2}$|[/\\\0]/.test(name)
    ? undefined
    : readPreview(site.servedRoot, path, MAX_PREVIEW_SIZE, isVisible);
  return file === undefined
    ? errorAnswer(404, "html", { subject: name })
    : await previewPage(page, name, file);
}
