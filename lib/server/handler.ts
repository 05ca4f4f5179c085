import type { Answer, Fields } from "../http/answer.ts";
import { preflightFields } from "../http/cors.ts";
import { formatPath, formatQuery, type PathTarget, type Target } from "../http/target.ts";
import type { FieldChanges } from "../rules/header_rules.ts";
import type { ErrorDetails } from "../site/error_page.ts";
import { applyRules, redirect } from "./apply_rules.ts";
import { authorize } from "./authorize.ts";
import { type Attempt, CHANGED } from "./attempt.ts";
import { refuse } from "./error_answer.ts";
import { changeFields, withHead } from "./field_changes.ts";
import { lookUp, lookUpFile } from "./look_up.ts";
import type { RequestHead } from "./request.ts";
import { serveAsset } from "./serve_asset.ts";
import { serveFile } from "./serve_file.ts";
import { serveListing } from "./serve_listing.ts";
import type { Site } from "./site.ts";

/** How often a response is decided anew because its file changed while it was read. */
const MAX_ATTEMPTS = 20;

/** From which attempt on a file that never rests is sent as it comes. */
const LAST_ATTEMPTS = 5;

const METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];

const ALLOW = { allow: "GET, HEAD, OPTIONS" };

/**
 * Decides the answer to a request: host, target, method, CORS preflight, authorization, then site rules, then the file
 * or directory that the path stands for. What an earlier step refuses no later one sees.
 */
export function answer(site: Site, request: RequestHead): Answer | Promise<Answer> {
  const address = site.readAddress(request.field("host"), request.url);
  switch (address.kind) {
    case "invalid":
      return refuse(site, request, 400, { message: "The request needs a valid Host field." });
    case "misdirected":
      site.onMisdirected(address.name);
      return refuse(site, request, 421, misdirected(address.name));
    case "accepted":
  }
  const { target, name } = address;
  const own = site.hosts?.get(name);
  if (own === undefined) return answerFor(site, request, target, name);
  const decided = answerFor(own, request, target, name);
  const finish = (made: Answer) => withHead(made, own.fields);
  return decided instanceof Promise ? decided.then(finish) : finish(decided);
}

/** Answers for one site, with the fields that CORS asks for. */
function answerFor(
  site: Site,
  request: RequestHead,
  target: Target,
  name: string,
): Answer | Promise<Answer> {
  const decided = decide(site, request, target, name);
  if (site.cors === undefined) return decided;
  const changes = site.cors(request.field("origin"));
  return changes === undefined ? decided : withChanges(site, decided, changes);
}

function decide(
  site: Site,
  request: RequestHead,
  target: Target,
  host: string,
): Answer | Promise<Answer> {
  if (target.kind === "invalid") return refuse(site, request, target.status);
  if (!METHODS.includes(request.method)) return refuse(site, request, 405, { fields: ALLOW });
  if (request.method === "OPTIONS") {
    const preflight = site.cors && preflightFields((name) => request.field(name));
    if (preflight !== undefined) return noContent(preflight);
  }
  const below = target.kind === "path" ? belowBasePath(site, target) : undefined;
  return ifAuthorized(site, request, below?.path ?? "/", () => {
    if (request.method === "OPTIONS") return noContent(ALLOW);
    if (target.kind === "nothing") return refuse(site, request, 404);
    if (below === undefined) return refuse(site, request, 404, { subject: target.path });
    return proceed(site, request, below, host);
  });
}

/** Goes on when the request may see a path of the site. */
function ifAuthorized(
  site: Site,
  request: RequestHead,
  path: string,
  goOn: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const rule = site.guard?.ruleOf(path);
  if (site.guard === undefined || rule === undefined) return goOn();
  const refusal = authorize(site, site.guard, request, rule);
  if (refusal instanceof Promise) return refusal.then((made) => made ?? goOn());
  return refusal ?? goOn();
}

function proceed(
  site: Site,
  request: RequestHead,
  below: PathTarget,
  host: string,
): Answer | Promise<Answer> {
  // The base path itself, without its final slash, is a directory too.
  if (below.segments.length === 0 && !below.directory) return toDirectory(site, below);
  return applySiteRules(site, request, below, host);
}

/** Redirects and rewrites, then the files, then the fields that header rules set. */
function applySiteRules(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  host: string,
): Answer | Promise<Answer> {
  const ruled = site.redirects && applyRules(site, request, target, host);
  const made = ruled?.answer;
  if (made !== undefined && !("rewritten" in made)) return withVary(site, made, ruled?.vary);
  const served = made === undefined
    ? serve(site, request, target, 1)
    : serveRewritten(site, request, target, made.rewritten);
  const changes = site.headerRules?.(target.path, host);
  const changed = changes === undefined ? served : withChanges(site, served, changes);
  return withVary(site, changed, ruled?.vary);
}

/** Answers for the path, from the files as they are now. */
function serve(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  attempt: number,
): Answer | Promise<Answer> {
  const { segments, query } = target;
  const found = lookUp(site, target);
  switch (found.kind) {
    case "redirect":
      return toDirectory(site, target);
    case "moved":
      return redirect(301, locationOf(site, found.segments, found.directory, query));
    case "file": {
      const { resource } = found;
      const finish = (made: Attempt): Answer | Promise<Answer> =>
        made === CHANGED ? serveAnew(site, request, target, attempt) : made;
      return ifShown(site, request, [resource.segments, resource.location.segments], () => {
        const outcome = serveFile(site, request, resource, attempt >= LAST_ATTEMPTS);
        return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
      });
    }
    case "directory":
      if (site.config.listing) {
        const { location } = found;
        return ifShown(
          site,
          request,
          [location.segments],
          () => serveListing(site, request, segments, location, query),
        );
      }
      return serveFallback(site, request, target);
    case "absent":
      return serveAsset(request, segments) ?? serveFallback(site, request, target);
  }
}

/** Answers for a path whose file has turned out to be another one than was found. */
function serveAnew(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  attempt: number,
): Answer | Promise<Answer> {
  const { path, segments } = target;
  site.hotCache.forget(path);
  return attempt < MAX_ATTEMPTS
    ? serve(site, request, target, attempt + 1)
    : refuse(site, request, 404, { subject: path, segments });
}

/** Where there is nothing: the page of a single-page application, but never in an asset's place. */
function serveFallback(
  site: Site,
  request: RequestHead,
  target: PathTarget,
): Answer | Promise<Answer> {
  const { spa } = site.config;
  if (spa !== undefined && !target.segments.at(-1)?.includes(".")) {
    const segments = spa.slice(1).split("/");
    const page = { ...target, path: spa, segments, directory: false };
    return serveRewritten(site, request, target, page);
  }
  return refuse(site, request, 404, { subject: target.path, segments: target.segments });
}

/** Answers with the file at another path, or for the one that was asked for when there is none. */
function serveRewritten(
  site: Site,
  request: RequestHead,
  asked: PathTarget,
  to: PathTarget,
  attempt = 1,
): Answer | Promise<Answer> {
  const resource = lookUpFile(site, to.segments, to.directory);
  if (resource === undefined || attempt > MAX_ATTEMPTS) {
    return refuse(site, request, 404, { subject: asked.path, segments: asked.segments });
  }
  const finish = (made: Attempt): Answer | Promise<Answer> => {
    if (made !== CHANGED) return made;
    site.hotCache.forget(`/${resource.segments.join("/")}`);
    return serveRewritten(site, request, asked, to, attempt + 1);
  };
  return ifShown(site, request, [resource.segments, resource.location.segments], () => {
    const outcome = serveFile(site, request, resource, attempt >= LAST_ATTEMPTS);
    return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
  });
}

/**
 * Goes on when the request may see what it leads to as well: an index file, a page without its `.html`, where a rule
 * or a link leads may be for fewer users than the path that was asked for.
 */
function ifShown(
  site: Site,
  request: RequestHead,
  places: readonly (readonly string[])[],
  goOn: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const [place, ...others] = places;
  if (place === undefined || site.guard === undefined || site.guard.isWhole) return goOn();
  const path = `/${place.join("/")}`;
  return ifAuthorized(site, request, path, () => ifShown(site, request, others, goOn));
}

function noContent(fields: Fields): Answer {
  return { status: 204, fields, body: { kind: "none" } };
}

/** The target as the site sees it; undefined when it lies elsewhere. */
function belowBasePath(site: Site, target: PathTarget): PathTarget | undefined {
  const base = site.config.basePath;
  if (base.length === 0) return target;
  if (!base.every((segment, index) => segment === target.segments[index])) return undefined;
  const segments = target.segments.slice(base.length);
  const slash = target.directory && segments.length > 0 ? "/" : "";
  return { ...target, segments, path: `/${segments.join("/")}${slash}` };
}

/** From a directory's name to the directory. */
function toDirectory(site: Site, { segments, query }: PathTarget): Answer {
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

function misdirected(name: string): ErrorDetails {
  return {
    message:
      "This server does not answer to that name; its operator can allow it with --allow-host.",
    subject: name,
  };
}

function withChanges(
  site: Site,
  made: Answer | Promise<Answer>,
  changes: FieldChanges,
): Answer | Promise<Answer> {
  const change = (one: Answer) => changeFields(one, changes, site.fields);
  return made instanceof Promise ? made.then(change) : change(made);
}

function withVary(
  site: Site,
  made: Answer | Promise<Answer>,
  vary: readonly string[] | undefined,
): Answer | Promise<Answer> {
  if (vary === undefined || vary.length === 0) return made;
  return withChanges(site, made, { set: { vary: vary.join(", ") }, cookies: [], unset: [] });
}
