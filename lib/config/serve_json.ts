import { resolve } from "../util/path.ts";
import * as v from "valibot";
import type { GivenOptions } from "./options.ts";
import { compileSignedGlob } from "../rules/glob.ts";
import { RuleError } from "../rules/diagnostic.ts";
import { readRuleHeader, readUnsetName } from "../rules/parse_headers.ts";
import { createRedirect } from "../rules/parse_redirects.ts";
import type { HeaderRule, RedirectRule } from "../rules/rule.ts";
import type { SiteRules } from "./config.ts";
import type { JsonPath } from "./jsonc.ts";

// `serve.json`, as far as its keys mean the same here (https://github.com/vercel/serve-handler, "Options").

const TEXT = "a text";
const GLOBS = v.union([v.boolean(), v.array(v.string(TEXT))], "true, false or a list of globs");

const REWRITE = {
  source: v.string("a path, a glob or a path with :names"),
  destination: v.string("a path"),
};

/** What such a file may say; what else stands in it is told of, and left out. */
export const SERVE_SETTINGS = v.object({
  $schema: v.optional(v.string()),
  public: v.optional(v.string("a folder")),
  cleanUrls: v.optional(GLOBS),
  rewrites: v.optional(v.array(v.object(REWRITE), "a list, [...]")),
  redirects: v.optional(
    v.array(v.object({ ...REWRITE, type: v.optional(v.number("a status code"), 301) }), "a list"),
  ),
  headers: v.optional(v.array(
    v.object({
      source: v.string("a glob"),
      headers: v.array(
        v.object({ key: v.string(TEXT), value: v.nullable(v.string("a text, or null")) }),
      ),
    }),
    "a list, [...]",
  )),
  directoryListing: v.optional(GLOBS),
  unlisted: v.optional(v.array(v.string(TEXT), "a list of names")),
  trailingSlash: v.optional(v.boolean("true or false")),
  renderSingle: v.optional(v.boolean("true or false")),
  symlinks: v.optional(v.boolean("true or false")),
  etag: v.optional(v.boolean("true or false")),
}, "an object, {...}");

type ServeValue = v.InferOutput<typeof SERVE_SETTINGS>;

/** What a `serve.json` comes to. */
export interface ServeSettings {
  readonly options: GivenOptions;
  readonly rules: Omit<SiteRules, "auth">;
}

/**
 * Reads a `serve.json` whose shape has been checked.
 *
 * @param folder From which `public` counts.
 * @param onUnsupported Takes what can't be had here.
 */
export function readServeSettings(
  value: ServeValue,
  folder: string,
  onUnsupported: (path: JsonPath, problem: string, advice: string) => void,
): ServeSettings {
  const attempt = <T, R>(name: string, values: readonly T[] = [], read: (value: T) => R): R[] =>
    values.flatMap((one, index) => {
      try {
        return [read(one)];
      } catch (error) {
        if (!(error instanceof RuleError || error instanceof RangeError)) throw error;
        const advice = error instanceof RuleError ? error.advice : "a glob without !(...)";
        onUnsupported([name, index], error.message, advice);
        return [];
      }
    });
  const globs = (name: string, given: boolean | string[] | undefined) =>
    Array.isArray(given) ? attempt(name, given, checkGlob) : undefined;
  const cleanPaths = globs("cleanUrls", value.cleanUrls);
  const listedPaths = globs("directoryListing", value.directoryListing);
  return {
    options: {
      directory: resolve(folder, value.public ?? "."),
      // It is on there unless it is turned off.
      cleanUrls: value.cleanUrls !== false,
      noListing: value.directoryListing === false,
      followSymlinks: value.symlinks === true,
      ...(value.etag === false && { etag: "off" }),
    },
    rules: {
      redirects: [
        ...attempt("redirects", value.redirects, (one) => readRedirect(one, one.type, true)),
        ...attempt("rewrites", value.rewrites, (one) => readRedirect(one, 200, false)),
      ],
      headerRules: attempt("headers", value.headers, readHeaders),
      errorPages: {},
      ...(cleanPaths !== undefined && { cleanPaths }),
      ...(listedPaths !== undefined && { listedPaths }),
      unlisted: attempt("unlisted", value.unlisted, checkGlob),
      trailingSlash: value.trailingSlash,
      renderSingle: value.renderSingle === true,
    },
  };
}

function checkGlob(glob: string): string {
  compileSignedGlob(glob);
  return glob;
}

function readRedirect(
  { source, destination }: { source: string; destination: string },
  status: number,
  force: boolean,
): RedirectRule {
  if (status !== 200 && (status < 301 || status > 308 || (status > 303 && status < 307))) {
    throw new RuleError(`there is no redirect with ${status}`, "301, 302, 303, 307 or 308");
  }
  const hasNames = /:[A-Za-z_]/.test(source);
  if (hasNames && /[*(?+]/.test(source)) {
    throw new RuleError(`"${source}" mixes :names and other signs`, ":names, or a glob");
  }
  const isGlob = !hasNames && /[*?[\]{}!@+(]/.test(source);
  if (isGlob) checkGlob(source);
  const isAbsolute = /^https?:\/\//i.test(destination);
  return createRedirect({
    from: isGlob ? source : source.replace(/^\/?/, "/"),
    ...(isGlob && { isGlob }),
    to: isAbsolute ? destination : destination.replace(/^\/?/, "/"),
    ...{ status, force, query: [], conditions: [] },
  });
}

/** A later rule replaces what an earlier one has set. */
function readHeaders(
  { source, headers }: { source: string; headers: { key: string; value: string | null }[] },
): HeaderRule {
  return {
    path: checkGlob(source),
    isGlob: true,
    set: headers.flatMap(({ key, value }) =>
      value === null ? [] : [readRuleHeader(`${key}: ${value}`)]
    ),
    unset: headers.map(({ key }) => readUnsetName(key)),
  };
}
