import type { RequestHead } from "../http/request_head.ts";
import type { PathTarget } from "../http/target.ts";
import type { RuleOutcome } from "../rules/redirects.ts";
import type { Failure } from "./generated_error.ts";
import { hasFile, lookupFile } from "./lookup.ts";
import type { Site } from "./site.ts";

/** What the redirect rules decide for a request. */
export type RuleMatch =
  & {
    /** Names of the request fields that the decision depends on. */
    readonly vary: readonly string[];
  }
  & (
    /** No rule applies: the files decide. */
    | { readonly kind: "none" }
    | { readonly kind: "redirect"; readonly status: number; readonly location: string }
    | { readonly kind: "rewrite"; readonly to: PathTarget }
    | { readonly kind: "error"; readonly failure: Failure }
  );

const NO_MATCH: RuleMatch = { kind: "none", vary: [] };

/** Matches the redirect rules. @param path Below the base path. @param host The request's host, without port. */
export function matchRules(
  site: Site,
  request: RequestHead,
  path: PathTarget,
  host: string,
): RuleMatch {
  if (site.redirects === undefined) return NO_MATCH;
  const { match, vary } = site.redirects(path.path, {
    host,
    scheme: site.config.secure ? "https" : "http",
    query: path.query,
    field: (name) => request.field(name),
  });
  if (match === undefined || !(match.force || !hasFile(site, path))) return { kind: "none", vary };
  return { vary, ...applyOutcome(site, path, match.outcome) };
}

function applyOutcome(site: Site, { path, segments }: PathTarget, outcome: RuleOutcome) {
  const failure = { status: 404, segments, subject: path };
  switch (outcome.kind) {
    case "redirect":
      return outcome;
    case "rewrite":
      return outcome.target.kind === "path"
        ? { kind: "rewrite", to: outcome.target } as const
        : { kind: "error", failure } as const;
    case "error": {
      const { status, target } = outcome;
      const page = target.kind === "path"
        ? lookupFile(site, target.segments, target.directory)
        : undefined;
      return { kind: "error", failure: { ...failure, status, page } } as const;
    }
  }
}
