import { resolve } from "../util/path.ts";
import * as v from "valibot";
import type { GivenOptions } from "./options.ts";
import { compileGlobs } from "../rules/glob.ts";
import { RuleError } from "../rules/diagnostic.ts";
import { readRuleHeader, readUnsetName } from "../rules/parse_headers.ts";
import { createRedirect } from "../rules/parse_redirects.ts";
import type { HeaderRule, RedirectRule } from "../rules/rule.ts";
import type { SiteRules } from "./config.ts";
import { type OnSettingsError, readAll } from "./rule_settings.ts";
import { arrayOf } from "./rules_schema.ts";

// Reads the keys of `serve.json` that Plinth supports (https://github.com/vercel/serve-handler, "Options").

const TEXT = "a string";
const GLOBS = v.union([v.boolean(), v.array(v.string(TEXT))], "true, false or an array of globs");

const REWRITE = {
  source: v.string("a path, a glob, or a path with :names"),
  destination: v.string("a path"),
};

/** Schema of the supported keys. Other keys are reported and ignored. */
export const SERVE_SETTINGS = v.object({
  $schema: v.optional(v.string()),
  public: v.optional(v.string("a folder")),
  cleanUrls: v.optional(GLOBS),
  rewrites: v.optional(arrayOf(v.object(REWRITE))),
  redirects: v.optional(
    arrayOf(v.object({ ...REWRITE, type: v.optional(v.number("a status code"), 301) })),
  ),
  headers: v.optional(arrayOf(v.object({
    source: v.string("a glob"),
    headers: v.array(
      v.object({ key: v.string(TEXT), value: v.nullable(v.string("a string or null")) }),
    ),
  }))),
  directoryListing: v.optional(GLOBS),
  unlisted: v.optional(v.array(v.string(TEXT), "an array of names")),
  trailingSlash: v.optional(v.boolean("true or false")),
  renderSingle: v.optional(v.boolean("true or false")),
  symlinks: v.optional(v.boolean("true or false")),
  etag: v.optional(v.boolean("true or false")),
}, "an object, {...}");

type ServeValue = v.InferOutput<typeof SERVE_SETTINGS>;

/** Options and rules from a `serve.json`. */
export interface ServeSettings {
  readonly options: GivenOptions;
  readonly rules: Omit<SiteRules, "auth">;
}

/**
 * Reads a `serve.json` that matches the schema.
 *
 * @param folder Folder that `public` is relative to.
 * @param onUnsupported Called for each rule that Plinth does not support; the rule is skipped.
 */
export function readServeSettings(
  value: ServeValue,
  folder: string,
  onUnsupported: OnSettingsError,
): ServeSettings {
  const all = <T, R>(name: string, values: readonly T[] | undefined, read: (value: T) => R) =>
    readAll(name, values, read, onUnsupported);
  const globs = (name: string, given: boolean | string[] | undefined) =>
    Array.isArray(given) ? all(name, given, checkGlob) : undefined;
  const cleanPaths = globs("cleanUrls", value.cleanUrls);
  const listedPaths = globs("directoryListing", value.directoryListing);
  return {
    options: {
      directory: resolve(folder, value.public ?? "."),
      // In serve.json, clean URLs are on by default.
      cleanUrls: value.cleanUrls !== false,
      noListing: value.directoryListing === false,
      followSymlinks: value.symlinks === true,
      ...(value.etag === false && { etag: "off" }),
    },
    rules: {
      redirects: [
        ...all("redirects", value.redirects, (one) => readRedirect(one, one.type, true)),
        ...all("rewrites", value.rewrites, (one) => readRedirect(one, 200, false)),
      ],
      headerRules: all("headers", value.headers, readHeaderRule),
      errorPages: {},
      ...(cleanPaths !== undefined && { cleanPaths }),
      ...(listedPaths !== undefined && { listedPaths }),
      unlisted: all("unlisted", value.unlisted, checkGlob),
      trailingSlash: value.trailingSlash,
      renderSingle: value.renderSingle === true,
    },
  };
}

function checkGlob(glob: string): string {
  try {
    compileGlobs([glob]);
    return glob;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RuleError(error.message, "use a glob without !(...)");
  }
}

function readRedirect(
  { source, destination }: { source: string; destination: string },
  status: number,
  force: boolean,
): RedirectRule {
  if (status !== 200 && (status < 301 || status > 308 || (status > 303 && status < 307))) {
    throw new RuleError(`${status} is not a redirect status`, "use 301, 302, 303, 307 or 308");
  }
  const hasNames = /:[A-Za-z_]/.test(source);
  if (hasNames && /[*(?+]/.test(source)) {
    throw new RuleError(
      `"${source}" combines :names with glob characters`,
      "use either :names or a glob",
    );
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

/** Reads a header rule. Unlike in `_headers`, it replaces the fields that earlier rules set. */
function readHeaderRule(
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
