import { readSitePath } from "./values.ts";
import { UsageError } from "../util/errors.ts";
import { RuleError } from "../rules/diagnostic.ts";
import { readHeaderPath, readRuleHeader, readUnsetName } from "../rules/parse_headers.ts";
import { createCondition, createRedirect, readFrom } from "../rules/parse_redirects.ts";
import { CONDITION_KINDS, type HeaderRule, type RedirectRule } from "../rules/rule.ts";
import type { SiteRules } from "./config.ts";
import type { JsonPath } from "./jsonc.ts";
import type { RulesValue } from "./rules_schema.ts";

/** Called for each error in a settings file. */
export type OnSettingsError = (path: JsonPath, problem: string, advice: string) => void;

type RedirectValue = NonNullable<RulesValue["redirects"]>[number];
type RewriteValue = NonNullable<RulesValue["rewrites"]>[number];
type HeaderValue = NonNullable<RulesValue["headers"]>[number];

/** Reads the rules in a settings file that matches the schema. */
export function readRuleSettings(
  value: RulesValue,
  onError: OnSettingsError,
): Omit<SiteRules, "auth"> {
  return {
    redirects: [
      ...readAll("redirects", value.redirects, readRedirect, onError),
      ...readAll("rewrites", value.rewrites, readRedirect, onError),
    ],
    headerRules: readAll("headers", value.headers, readHeaderRule, onError),
    errorPages: readErrorPages(value.errorPages ?? {}, onError),
  };
}

/** Returns the result of `read`; if it throws because the value at `path` is invalid, calls `onError` instead. */
export function tryRead<R>(path: JsonPath, read: () => R, onError: OnSettingsError): R | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof RuleError)) throw error;
    onError(path, error.message, error.advice);
    return undefined;
  }
}

/** Reads the elements of the array `name`. Calls `onError` for invalid ones, and omits them. */
export function readAll<T, R>(
  name: string,
  values: readonly T[] = [],
  read: (value: T) => R,
  onError: OnSettingsError,
): R[] {
  return values.flatMap((value, index) =>
    tryRead([name, index], () => [read(value)], onError) ?? []
  );
}

function readRedirect(value: RedirectValue | RewriteValue): RedirectRule {
  const { from, to, status, force, query } = value;
  return createRedirect({
    ...readFrom(from),
    to,
    status,
    force,
    query: Object.entries(query ?? {}),
    conditions: CONDITION_KINDS.flatMap((kind) => {
      const values = value[kind];
      return values === undefined ? [] : [createCondition(kind, [values].flat())];
    }),
  });
}

function readHeaderRule({ path, set, unset = [] }: HeaderValue): HeaderRule {
  return {
    ...readHeaderPath(path),
    set: Object.entries(set ?? {}).flatMap(([name, values]) =>
      [values].flat().map((value) => readRuleHeader(`${name}: ${value}`))
    ),
    unset: [unset].flat().map((name) => readUnsetName(name)),
  };
}

function readErrorPages(
  value: Readonly<Record<string, string>>,
  onError: OnSettingsError,
): Record<string, string> {
  const pages: Record<string, string> = {};
  for (const [status, path] of Object.entries(value)) {
    const read = () => readSitePath(path, `"${status}"`);
    pages[status] = tryRead(["errorPages", status], read, onError) ?? path;
  }
  return pages;
}
