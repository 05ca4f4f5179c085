// Site rules as plain data, before they are compiled.

/** A redirect (3xx), a rewrite (200), or an error with its own page (4xx). */
export interface RedirectRule {
  /** Pattern for the path below the base path; see `lib/rules/pattern.ts`. */
  readonly from: string;
  /** Whether `from` is a glob instead, as in `serve.json`. */
  readonly isGlob?: boolean;
  /** Pattern for the host name; any host if omitted. */
  readonly host?: string;
  /** `http` or `https`; any scheme if omitted. */
  readonly scheme?: string;
  /** Query parameters that must be present, with their values; `:name` matches any value. */
  readonly query: readonly (readonly [string, string])[];
  /** A path of this site or an absolute URL; path, query and fragment may contain placeholders. */
  readonly to: string;
  readonly status: number;
  /** Whether the rule applies even if a file exists at the path. */
  readonly force: boolean;
  readonly conditions: readonly RuleCondition[];
}

/** The kinds of conditions. */
export const CONDITION_KINDS = ["language", "country", "cookie"] as const;

/** A condition on the request; it holds if one of its values matches. */
export interface RuleCondition {
  readonly kind: typeof CONDITION_KINDS[number];
  /** In lower case, except cookie names. */
  readonly values: readonly string[];
}

/** Header fields for responses to the paths that a pattern matches. */
export interface HeaderRule {
  readonly path: string;
  readonly isGlob?: boolean;
  readonly host?: string;
  /** Names in lower case, and values, which may contain placeholders. */
  readonly set: readonly (readonly [string, string])[];
  /** Names in lower case of fields to remove. */
  readonly unset: readonly string[];
}

/** Status codes of redirect rules. */
export const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];
/** Status codes of all rules in `_redirects`. */
export const RULE_STATUSES: readonly number[] = [200, ...REDIRECT_STATUSES, 403, 404, 410, 451];
