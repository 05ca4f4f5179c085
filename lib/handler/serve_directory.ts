import type { ResolvedPath } from "../files/served_root.ts";
import { readPreview } from "../files/text_file.ts";
import type { Fields, Reply } from "../http/reply.ts";
import { listingPolicy } from "../listing/assets.ts";
import { directoryPage } from "../listing/directory_page.ts";
import { type DirectoryPage, parseView } from "../listing/view.ts";
import { MAX_PREVIEW_SIZE, previewPage } from "../listing/preview_page.ts";
import { errorAnswer } from "./error_page.ts";
import { readFolderEntries } from "./folder_entries.ts";
import { type ListingCoding, wholeBody } from "./listing_body.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Site } from "./site.ts";

/** What a page about a folder is asked for with. */
export interface FolderRequest {
  /** By which the folder was asked for. */
  readonly segments: readonly string[];
  /** Where they lead. */
  readonly directory: ResolvedPath;
  /** Of the query. */
  readonly parameters: URLSearchParams;
  readonly coding: ListingCoding;
  /** That say what the answer varies with. */
  readonly vary: Fields;
}

/** Answers with a page for people: a folder's entries, or what is in one of its files. */
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

/** The fields of a page about a folder. */
export function pageFields(live: boolean): Fields {
  return {
    "content-type": "text/html; charset=UTF-8",
    "cache-control": "no-cache",
    "content-security-policy": listingPolicy(live),
  };
}

/** What pages about a folder have in common. */
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
  { directory, vary }: FolderRequest,
): Promise<string | Reply> {
  const read = await site.listingGate.read(() =>
    readFolderEntries(site.servedRoot, directory, page.view)
  );
  if (read === undefined) return errorAnswer(404, "html");
  if (read === "busy") {
    return errorAnswer(503, "html", { fields: { ...vary, "retry-after": "1" } });
  }
  const { shown, readmes } = read;
  const tells = site.visibilityFilter(page.segments);
  const told = readmes.filter(({ name }) => tells([...page.segments, name]));
  const readme = shown.page === 1
    ? await site.readmes.read(site.servedRoot, page.segments, told)
    : undefined;
  const view = { ...page.view, page: shown.page };
  return [...directoryPage({ ...page, view }, shown, readme)].join("");
}

async function viewText(
  site: Site,
  page: DirectoryPage,
  { segments }: FolderRequest,
  name: string,
): Promise<string | Reply> {
  const path = [...segments, name];
  const file = /^\.{0,2}$|[/\\\0]/.test(name) || !site.visibilityFilter(segments)(path)
    ? undefined
    : readPreview(site.servedRoot, path, MAX_PREVIEW_SIZE);
  return file === undefined
    ? errorAnswer(404, "html", { subject: name })
    : await previewPage(page, name, file);
}
