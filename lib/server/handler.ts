import { chooseFormat } from "../http/accept.ts";
import type { Answer } from "../http/answer.ts";
import { formatPath, formatQuery, type Target } from "../http/target.ts";
import { errorAnswer, type ErrorDetails } from "../site/error_page.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import type { RequestHead } from "./request.ts";
import { serveAsset } from "./serve_asset.ts";
import { serveFile } from "./serve_file.ts";
import { serveListing } from "./serve_listing.ts";
import type { Site } from "./site.ts";

/** How often a response is decided anew because its file changed while it was read. */
const MAX_ATTEMPTS = 20;

/** From which attempt on a file that never rests is sent as it comes. */
const LAST_ATTEMPTS = 5;

const ALLOW = { allow: "GET, HEAD, OPTIONS" };

/**
 * Decides the answer to a request: host, target, method, then the file or directory that the path stands
 * for. What an earlier step refuses no later one sees. Site rules, CORS and authorization have their places
 * between the method and the files.
 */
export function answer(site: Site, request: RequestHead): Answer | Promise<Answer> {
  const address = site.readAddress(request.field("host"), request.url);
  switch (address.kind) {
    case "invalid":
      return refuse(400, request, { message: "The request needs a valid Host field." });
    case "misdirected":
      site.onMisdirected(address.name);
      return refuse(421, request, misdirected(address.name));
    case "accepted":
  }
  const { target } = address;
  if (target.kind === "invalid") return refuse(target.status, request);
  if (request.method === "OPTIONS") return { status: 204, fields: ALLOW, body: { kind: "none" } };
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refuse(405, request, { fields: ALLOW });
  }
  if (target.kind === "nothing") return refuse(404, request);
  return serve(site, request, target, 1);
}

type PathTarget = Extract<Target, { kind: "path" }>;

/** Answers for the path, from the files as they are now. */
function serve(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  attempt: number,
): Answer | Promise<Answer> {
  const segments = belowBasePath(site, target);
  if (segments === undefined) return site.absence(request, target.path);
  // The base path itself, without its final slash, is a directory too.
  if (segments.length === 0 && !target.directory) return redirect(target);
  const { path } = target;
  const found = site.hotCache.resolve(path, segments, target.directory);
  switch (found.kind) {
    case "redirect":
      return redirect(target);
    case "file": {
      const outcome = serveFile(site, request, found.resource, attempt >= LAST_ATTEMPTS);
      const finish = (made: Attempt): Answer | Promise<Answer> =>
        made === CHANGED ? serveAnew(site, request, target, attempt) : made;
      return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
    }
    case "directory":
      if (site.config.listing) {
        return serveListing(site, request, segments, found.location, target.query);
      }
      return site.absence(request, path);
    case "absent":
      return serveAsset(request, segments) ?? site.absence(request, path);
  }
}

/** Answers for a path whose file has turned out to be another one than was found. */
function serveAnew(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  attempt: number,
): Answer | Promise<Answer> {
  const { path } = target;
  site.hotCache.forget(path);
  return attempt < MAX_ATTEMPTS
    ? serve(site, request, target, attempt + 1)
    : site.absence(request, path);
}

function belowBasePath(site: Site, { segments }: PathTarget): readonly string[] | undefined {
  const base = site.config.basePath;
  if (base.length === 0) return segments;
  return base.every((segment, index) => segment === segments[index])
    ? segments.slice(base.length)
    : undefined;
}

/** From a directory's name to the directory: a path that starts with exactly one slash, never an origin. */
function redirect({ segments, query }: PathTarget): Answer {
  const location = formatPath(segments, true) + formatQuery(query);
  return {
    status: 301,
    // A browser may otherwise keep it for ever, and ask for a directory long after it has become a file.
    fields: { location, "cache-control": "no-cache" },
    body: { kind: "bytes", bytes: new Uint8Array() },
  };
}

function misdirected(name: string): ErrorDetails {
  return {
    message:
      "This server does not answer to that name; its operator can allow it with --allow-host.",
    subject: name,
  };
}

function refuse(status: number, request: RequestHead, details?: ErrorDetails): Answer {
  return errorAnswer(status, chooseFormat(request.field("accept")), details);
}
