import type { CachedFile } from "../files/cached_file.ts";
import { chooseFormat } from "../http/accept.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Failure } from "./generated_error.ts";
import { lookupFile } from "./lookup.ts";
import type { Site } from "./site.ts";

/** The statuses for which a site may have a page, such as `404.html`. 5xx.html is for all of 500 and above. */
const WITH_PAGES: readonly number[] = [401, 403, 404, 410, 429, 451, 500, 503];

/** Finds the site's page for an error: the one that the rule or the settings name, or the nearest one upward. */
export function findErrorPage(
  site: Site,
  request: RequestHead,
  { status, segments = [], page, isGenerated }: Failure,
): CachedFile | undefined {
  if (isGenerated === true || chooseFormat(request.field("accept")) !== "html") return undefined;
  if (page !== undefined) return page;
  const { errorPages } = site.config;
  const named = errorPages[status] ?? errorPages[`${Math.floor(status / 100)}xx`];
  const file = named && lookupFile(site, named.slice(1).split("/"), false);
  if (file) return file;
  if (!WITH_PAGES.includes(status)) return undefined;
  const names = [`${status}.html`, ...(status >= 500 ? ["5xx.html"] : [])];
  for (let depth = existingDepth(site, segments); depth >= 0; depth--) {
    for (const name of names) {
      const path = [...segments.slice(0, depth), name];
      const found = site.resolveCache.resolve(`/${path.join("/")}`, path, false);
      if (found.kind === "file") return found;
    }
  }
  return undefined;
}

/** Returns how many directories of a path exist. Counting from the top keeps long paths of missing files cheap. */
function existingDepth({ resolveCache }: Site, segments: readonly string[]): number {
  let depth = 0;
  while (depth < segments.length - 1 && resolveCache.exists(segments.slice(0, depth + 1))) depth++;
  return depth;
}
