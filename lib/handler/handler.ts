import { conditionalReply } from "../http/conditional_reply.ts";
import { preflightFields } from "../http/cors.ts";
import { type Fields, redirectReply, type Reply } from "../http/reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { RequestUri } from "../http/request_uri.ts";
import type { PathTarget } from "../http/target.ts";
import { authorize, authorizePlaces } from "./authorize.ts";
import type { Failure } from "./generated_error.ts";
import { errorReply } from "./error_reply.ts";
import { Exchange } from "./exchange.ts";
import { type Directory, type Found, locationOf, lookInside, lookup } from "./lookup.ts";
import { matchRules } from "./match_rules.ts";
import { readBody } from "./read_body.ts";
import { select } from "./known_variant.ts";
import { serveAsset } from "./serve_asset.ts";
import { serveEvents } from "./serve_events.ts";
import { serveListing } from "./serve_listing.ts";
import type { Site } from "./site.ts";

const METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];
const ALLOW = { allow: "GET, HEAD, OPTIONS" };

/** How often a reply is tried again because its file changed while it was read. */
const MAX_ATTEMPTS = 20;

/** From this attempt on, a file that keeps changing is sent as it is. */
const LAST_ATTEMPTS = 5;

/** Handles a request. */
export async function handle(root: Site, request: RequestHead): Promise<Reply> {
  const exchange = new Exchange();
  return exchange.finish(await runStages(root, request, exchange));
}

/** Runs the stages in order, up to the one that decides the reply. */
async function runStages(root: Site, request: RequestHead, exchange: Exchange): Promise<Reply> {
  // Host and target
  const uri = root.readRequestUri(request.host, request.url);
  if (uri.kind !== "accepted") return await errorReply(root, request, rejectHost(root, uri));
  const { target, name } = uri;
  const site = root.hosts?.get(name) ?? root;
  exchange.begin(site, request, site !== root);
  if (target.kind === "invalid") return await errorReply(site, request, { status: target.status });

  // Method and CORS preflight
  const { method } = request;
  if (!METHODS.includes(method)) return await errorReply(site, request, METHOD_NOT_ALLOWED);
  const preflight = method === "OPTIONS" && site.cors && preflightFields((n) => request.field(n));
  if (preflight) return noContent(preflight);

  // Authorization
  const path = target.kind === "path" ? belowBasePath(site, target) : undefined;
  const denied = site.guard && await authorize(site.guard, request, [path?.path ?? "/"]);
  if (denied !== undefined) return await errorReply(site, request, denied);
  if (method === "OPTIONS") return noContent(ALLOW);
  if (path === undefined) {
    const subject = target.kind === "path" ? { subject: target.path } : {};
    return await errorReply(site, request, { status: 404, ...subject });
  }
  // The base path without its final slash is a directory too.
  if (path.segments.length === 0 && !path.directory) {
    return redirectReply(301, locationOf(site, [], true, path.query));
  }

  // Redirect and header rules: a redirect has no fields of header rules, an error has them.
  const rule = matchRules(site, request, path, name);
  exchange.vary = rule.vary;
  if (rule.kind === "redirect") return redirectReply(rule.status, rule.location);
  exchange.matchHeaderRules(path.path, name);
  if (rule.kind === "error") return await errorReply(site, request, rule.failure);
  const rewritten = rule.kind === "rewrite" ? rule.to : undefined;
  return await serveFound(site, request, exchange, path, rewritten);
}

/** Serves what a path leads to, and tries again while a file changes. */
async function serveFound(
  site: Site,
  request: RequestHead,
  exchange: Exchange,
  path: PathTarget,
  rewritten: PathTarget | undefined,
): Promise<Reply> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const last = attempt >= LAST_ATTEMPTS;

    // Lookup, and authorization of what it led to
    let found = lookup(site, path, rewritten);
    if (found.kind === "directory") {
      const denied = await authorizeFound(site, request, found);
      if (denied !== undefined) return await errorReply(site, request, denied);
      found = await lookInside(site, path, found.resolved);
    }
    if (found.kind !== "file") return await serveOther(site, request, path, found);
    const denied = await authorizeFound(site, request, found);
    if (denied !== undefined) return await errorReply(site, request, denied);

    // Representation, preconditions, range, body
    const selection = await select(site, request, found, last);
    if (selection.kind === "error") return await errorReply(site, request, selection.failure);
    if (selection.kind === "selected") {
      exchange.allow = selection.allow;
      const decided = conditionalReply(request, selection.metadata);
      if (decided.kind === "notModified") return decided.reply;
      if (decided.kind === "error") {
        return await errorReply(site, request, { ...decided, isGenerated: true });
      }
      const body = await readBody(site, request, selection.source, decided, last);
      const { status, fields, head } = decided;
      if (body !== undefined) return { status, fields, head, body };
    }
    site.resolveCache.forget(path.path);
    site.resolveCache.forget(`/${found.segments.join("/")}`);
  }
  return await errorReply(site, request, notFound(path));
}

/** Serves everything that is not a file. */
async function serveOther(
  site: Site,
  request: RequestHead,
  path: PathTarget,
  found: Exclude<Found, { readonly kind: "file" }>,
): Promise<Reply> {
  switch (found.kind) {
    case "redirect":
      return redirectReply(301, found.location);
    case "listing":
      return await serveListing(site, request, path.segments, found.resolved, path.query);
    case "asset":
      return await serveAsset(request, found.asset);
    case "events":
      return await serveEvents(site, request);
    case "notFound":
      return await errorReply(site, request, notFound(path));
  }
}

/** The failure for a path that leads to nothing. */
export function notFound({ path, segments }: PathTarget): Failure {
  return { status: 404, subject: path, segments };
}

const METHOD_NOT_ALLOWED: Failure = { status: 405, fields: ALLOW };

function rejectHost(
  site: Site,
  uri: Exclude<RequestUri, { readonly kind: "accepted" }>,
): Failure {
  if (uri.kind === "invalid") {
    return { status: 400, message: "The request needs a valid Host field." };
  }
  site.onMisdirected(uri.name);
  return {
    status: 421,
    message:
      "This server does not answer to that name; its operator can allow it with --allow-host.",
    subject: uri.name,
  };
}

function noContent(fields: Fields): Reply {
  return { status: 204, fields, body: { kind: "none" } };
}

/** Returns the target below the base path; undefined if it is outside. */
function belowBasePath(site: Site, target: PathTarget): PathTarget | undefined {
  const base = site.config.basePath;
  if (base.length === 0) return target;
  if (!base.every((segment, index) => segment === target.segments[index])) return undefined;
  const segments = target.segments.slice(base.length);
  const slash = target.directory && segments.length > 0 ? "/" : "";
  return { ...target, segments, path: `/${segments.join("/")}${slash}` };
}

async function authorizeFound(
  { guard }: Site,
  request: RequestHead,
  found: Directory | Extract<Found, { readonly kind: "file" }>,
): Promise<Failure | undefined> {
  if (guard === undefined) return undefined;
  const { segments, target } = found.resolved;
  const places = found.kind === "file" ? [found.segments, segments, target] : [segments, target];
  return await authorizePlaces(guard, request, places);
}
