import type { Reply } from "../http/reply.ts";
import type { PathTarget } from "../http/target.ts";
import type { RuleOutcome } from "../rules/redirects.ts";
import { refuse } from "./error_reply.ts";
import { isThere, lookUpFile } from "./lookup.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Site } from "./site.ts";

/** What the redirect rules say of a request. */
export interface Ruled {
  /** Undefined when none counts: the files decide. */
  readonly answer: Reply | Promise<Reply> | { readonly rewritten: PathTarget } | undefined;
  /** Names of fields that this depended on. */
  readonly vary: readonly string[];
}

/** Applies the redirect rules. @param target Below the base path. @param host The request's, without its port. */
export function applyRules(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  host: string,
): Ruled | undefined {
  const scheme = site.config.secure ? "https" : "http";
  const { match, vary } = site.redirects?.(target.path, {
    host,
    scheme,
    query: target.query,
    field: (name) => request.field(name),
  }) ?? { match: undefined, vary: [] };
  if (match === undefined && vary.length === 0) return undefined;
  const counts = match !== undefined && (match.force || !isThere(site, target));
  return { answer: counts ? follow(site, request, target, match.outcome) : undefined, vary };
}

function follow(
  site: Site,
  request: RequestHead,
  target: PathTarget,
  outcome: RuleOutcome,
): NonNullable<Ruled["answer"]> {
  switch (outcome.kind) {
    case "redirect":
      return redirect(outcome.status, outcome.location);
    case "rewrite":
      if (outcome.target.kind === "path") return { rewritten: outcome.target };
      return refuse(site, request, 404, { segments: target.segments, subject: target.path });
    case "error": {
      const { status, target: to } = outcome;
      const page = to.kind === "path" ? lookUpFile(site, to.segments, to.directory) : undefined;
      return refuse(site, request, status, {
        segments: target.segments,
        subject: target.path,
        page,
      });
    }
  }
}

/** A redirect that is asked for again each time: browsers keep some statuses for ever otherwise. */
export function redirect(status: number, location: string): Reply {
  return {
    status,
    fields: { location, "cache-control": "no-cache" },
    body: { kind: "bytes", bytes: new Uint8Array() },
  };
}
