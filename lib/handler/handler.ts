import type { Fields, Reply } from "../http/reply.ts";
import { preflightFields } from "../http/cors.ts";
import type { PathTarget, Target } from "../http/target.ts";
import type { FieldChanges } from "../rules/header_rules.ts";
import type { ErrorDetails } from "./error_page.ts";
import { applyRules } from "./apply_rules.ts";
import { ifAuthorized } from "./authorize.ts";
import { refuse } from "./error_reply.ts";
import { changeFields, withAllowance, withHead } from "./header_changes.ts";
import type { RequestHead } from "../http/request_head.ts";
import { servePath, serveRewritten, toDirectory } from "./serve_path.ts";
import type { Site } from "./site.ts";

const METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];

const ALLOW = { allow: "GET, HEAD, OPTIONS" };

/**
 * Decides the answer to a request: host, target, method, CORS preflight, authorization, then site rules, then the file
 * or directory that the path stands for. What an earlier step refuses no later one sees.
 */
export function answer(site: Site, request: RequestHead): Reply | Promise<Reply> {
  const address = site.readRequestUri(request.host, request.url);
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
  const finish = (made: Reply) => withHead(made, own.fields);
  return decided instanceof Promise ? decided.then(finish) : finish(decided);
}

/** Answers for one site, with the fields that CORS asks for. */
function answerFor(
  site: Site,
  request: RequestHead,
  target: Target,
  name: string,
): Reply | Promise<Reply> {
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
): Reply | Promise<Reply> {
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

function proceed(
  site: Site,
  request: RequestHead,
  below: PathTarget,
  host: string,
): Reply | Promise<Reply> {
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
): Reply | Promise<Reply> {
  const ruled = site.redirects && applyRules(site, request, target, host);
  const made = ruled?.answer;
  // A redirect by a rule has none of the fields of header rules; an error has them.
  if (made !== undefined && "status" in made && made.status < 400) {
    return withVary(site, made, ruled?.vary);
  }
  const served = made === undefined
    ? servePath(site, request, target)
    : "rewritten" in made
    ? serveRewritten(site, request, target, made.rewritten)
    : made;
  const changes = site.headerRules?.(target.path, host);
  const changed = changes === undefined ? served : withChanges(site, served, changes);
  const allowed = site.live === undefined ? changed : allowing(site, changed);
  return withVary(site, allowed, ruled?.vary);
}

function noContent(fields: Fields): Reply {
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

function misdirected(name: string): ErrorDetails {
  return {
    message:
      "This server does not answer to that name; its operator can allow it with --allow-host.",
    subject: name,
  };
}

function withChanges(
  site: Site,
  made: Reply | Promise<Reply>,
  changes: FieldChanges,
): Reply | Promise<Reply> {
  const change = (one: Reply) => changeFields(one, changes, site.fields);
  return made instanceof Promise ? made.then(change) : change(made);
}

function allowing(site: Site, made: Reply | Promise<Reply>): Reply | Promise<Reply> {
  const allow = (one: Reply) => withAllowance(one, site.fields);
  return made instanceof Promise ? made.then(allow) : allow(made);
}

function withVary(
  site: Site,
  made: Reply | Promise<Reply>,
  vary: readonly string[] | undefined,
): Reply | Promise<Reply> {
  if (vary === undefined || vary.length === 0) return made;
  return withChanges(site, made, { set: { vary: vary.join(", ") }, cookies: [], unset: [] });
}
