import type { ResolvedPath } from "../files/served_root.ts";
import type { Reply } from "../http/reply.ts";
import { formatPath, formatQuery, type PathTarget } from "../http/target.ts";
import { redirect } from "./apply_rules.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import { ifShown } from "./authorize.ts";
import { refuse } from "./error_reply.ts";
import { findOnly, lookUp, lookUpFile } from "./lookup.ts";
import type { RequestHead } from "../http/request_head.ts";
import { INTERNAL_DIRECTORY } from "../listing/assets.ts";
import { serveAsset } from "./serve_asset.ts";
import { serveEvents } from "./serve_live.ts";
import { serveFile } from "./serve_file.ts";
import { serveListing } from "./serve_listing.ts";
import type { Site } from "./site.ts";

/** How often a response is decided anew because its file changed while it was read. */
const MAX_ATTEMPTS = 20;

/** From which attempt on a file that never rests is sent as it comes. */
const LAST_ATTEMPTS = 5;

/** Answers for the path, from the files as they are now. */
export function servePath(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  attempt = 1,
): Reply | Promise<Reply> {
  const { segments, query } = target;
  const found = lookUp(site, target);
  switch (found.kind) {
    case "redirect":
      return toDirectory(site, target);
    case "moved":
      return redirect(301, locationOf(site, found.segments, found.directory, query));
    case "file": {
      const { resource } = found;
      const finish = (made: Attempt): Reply | Promise<Reply> =>
        made === CHANGED ? serveAnew(site, request, target, attempt) : made;
      return ifShown(site, request, [resource.segments, resource.resolved.segments], () => {
        const outcome = serveFile(site, request, resource, attempt >= LAST_ATTEMPTS);
        return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
      });
    }
    case "directory":
      return ifShown(
        site,
        request,
        [found.resolved.segments],
        () => serveDirectory(site, request, target, found.resolved),
      );
    case "absent":
      return serveOwn(site, request, segments) ?? serveFallback(site, request, target);
  }
}

/** What Plinth's own pages need; a file of the site would come before it. */
function serveOwn(
  site: Site,
  request: RequestHead,
  segments: readonly string[],
): Reply | Promise<Reply> | undefined {
  if (segments[0] !== INTERNAL_DIRECTORY) return undefined;
  return serveAsset(request, segments) ?? serveEvents(site, request, segments);
}

/** A folder without an index file: its only file, where that is wanted, else its listing. */
async function serveDirectory(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  location: ResolvedPath,
): Promise<Reply> {
  const { segments, path, query } = target;
  const only = site.config.renderSingle === true ? await findOnly(site, location) : undefined;
  if (only !== undefined) {
    const to = { ...target, segments: [...segments, only], directory: false };
    return serveRewritten(site, request, target, to);
  }
  return site.isListed(path)
    ? serveListing(site, request, segments, location, query)
    : serveFallback(site, request, target);
}

/** Answers for a path whose file has turned out to be another one than was found. */
function serveAnew(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  attempt: number,
): Reply | Promise<Reply> {
  const { path, segments } = target;
  site.resolveCache.forget(path);
  return attempt < MAX_ATTEMPTS
    ? servePath(site, request, target, attempt + 1)
    : refuse(site, request, 404, { subject: path, segments });
}

/** Where there is nothing: the page of a single-page application, but never in an asset's place. */
function serveFallback(
  site: Site,
  request: RequestHead,
  target: PathTarget,
): Reply | Promise<Reply> {
  const { spa } = site.config;
  if (spa !== undefined && !target.segments.at(-1)?.includes(".")) {
    const segments = spa.slice(1).split("/");
    const page = { ...target, path: spa, segments, directory: false };
    return serveRewritten(site, request, target, page);
  }
  return refuse(site, request, 404, { subject: target.path, segments: target.segments });
}

/** Answers with the file at another path, or for the one that was asked for when there is none. */
export function serveRewritten(
  site: Site,
  request: RequestHead,
  asked: PathTarget,
  to: PathTarget,
  attempt = 1,
): Reply | Promise<Reply> {
  const resource = lookUpFile(site, to.segments, to.directory);
  if (resource === undefined || attempt > MAX_ATTEMPTS) {
    return refuse(site, request, 404, { subject: asked.path, segments: asked.segments });
  }
  const finish = (made: Attempt): Reply | Promise<Reply> => {
    if (made !== CHANGED) return made;
    site.resolveCache.forget(`/${resource.segments.join("/")}`);
    return serveRewritten(site, request, asked, to, attempt + 1);
  };
  return ifShown(site, request, [resource.segments, resource.resolved.segments], () => {
    const outcome = serveFile(site, request, resource, attempt >= LAST_ATTEMPTS);
    return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
  });
}

/** From a directory's name to the directory. */
export function toDirectory(site: Site, { segments, query }: PathTarget): Reply {
  return redirect(301, locationOf(site, segments, true, query));
}

/** A path that starts with exactly one slash, never an origin. */
function locationOf(
  site: Site,
  segments: readonly string[],
  directory: boolean,
  query: string,
): string {
  return `${site.basePath}${formatPath(segments, directory)}${formatQuery(query)}`;
}
