// Site rules as plain data: what files and settings say, before it is compiled.

/** A redirect (3xx), a rewrite (200), or an error with a page of its own (4xx). */
export interface RedirectRule {
  /** A pattern for the path below the base path, as `lib/rules/pattern.ts` has it. */
  readonly from: string;
  /** It is a glob instead, as `serve.json` has it. */
  readonly isGlob?: boolean;
  /** A pattern for the host name; any when left out. */
  readonly host?: string;
  /** `http` or `https`; any when left out. */
  readonly scheme?: string;
  /** Parameters that the query must have, with their values; `:name` takes any value. */
  readonly query: readonly (readonly [string, string])[];
  /** A path of this site, or an absolute URL; may have placeholders in its path and query. */
  readonly to: string;
  readonly status: number;
  /** It counts also where there is a file. */
  readonly force: boolean;
  readonly conditions: readonly RuleCondition[];
}

/** What else a request must be for a rule to count; one of the values is enough. */
export interface RuleCondition {
  readonly kind: "language" | "country" | "cookie";
  /** In lower case, but for names of cookies. */
  readonly values: readonly string[];
}

/** Fields for the responses to the paths that a pattern matches. */
export interface HeaderRule {
  readonly path: string;
  readonly isGlob?: boolean;
  readonly host?: string;
  /** Names in lower case, and values, which may have placeholders. */
  readonly set: readonly (readonly [string, string])[];
  /** Names in lower case of fields that are taken away. */
  readonly unset: readonly string[];
}

/** Status codes that a redirect rule may have. */
export const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];
export const RULE_STATUSES: readonly number[] = [200, ...REDIRECT_STATUSES, 403, 404, 410, 451];
