import * as v from "valibot";
import { REDIRECT_STATUSES, RULE_STATUSES } from "../rules/rule.ts";

// Schema of the rules in the settings file. Messages say what is valid; schema_diagnostics.ts adds the verb.

const TEXT = v.string("a string");

/** Schema of one or several strings. */
export const TEXTS = v.union(
  [v.string(), v.array(TEXT)],
  "a string or an array of strings, [...]",
);

const PATTERN = v.pipe(
  v.string("a path such as /old/* or /posts/:year"),
  v.description("A path with :placeholders and *, or an http(s) URL whose host must match too"),
);

/** Returns the schema of an optional member. */
export function optional<S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(v.optional(schema), v.description(description));
}

/** Returns the schema of an array. */
export function arrayOf<S extends v.GenericSchema>(element: S) {
  return v.array(element, "an array, [...]");
}

function redirectSchema(statuses: readonly number[], initial: number) {
  const right = `one of ${statuses.join(", ")}`;
  return v.strictObject({
    from: PATTERN,
    to: v.pipe(
      v.string("a path of the site or an http(s) URL"),
      v.description("May contain the placeholders of from, and :splat for its *"),
    ),
    status: v.pipe(
      v.optional(v.picklist(statuses, right), initial),
      v.description("Status code of the response"),
    ),
    force: v.pipe(
      v.optional(v.boolean("true or false"), false),
      v.description("Apply the rule even if a file exists at the path"),
    ),
    query: optional(
      v.record(v.string(), TEXT, 'an object, {"name": ":value"}'),
      "Parameters that the query must have; :name matches any value",
    ),
    language: optional(TEXTS, "Apply the rule if the client prefers one of these languages"),
    country: optional(TEXTS, "Apply the rule if a CDN header names one of these countries"),
    cookie: optional(TEXTS, "Apply the rule if the request has one of these cookies"),
  }, 'an object, {"from": "/old", "to": "/new"}');
}

const HEADER_RULE = v.strictObject({
  path: PATTERN,
  set: optional(
    v.record(v.string(), TEXTS, 'an object, {"Name": "value"}'),
    "Header fields to send",
  ),
  unset: optional(TEXTS, "Names of header fields to remove"),
}, 'an object, {"path": "/assets/*", "set": {"Name": "value"}}');

const AUTH_RULE = v.strictObject({
  path: v.pipe(
    v.string("a path such as /private/*"),
    v.description("A path with :placeholders and *"),
  ),
  file: optional(
    v.string("a file name"),
    "An htpasswd file, relative to the folder of the settings file",
  ),
  users: optional(TEXTS, "USER:HASH, as plinth hash-password prints it"),
}, 'an object, {"path": "/private/*", "file": "users.htpasswd"}');

const REWRITE_STATUSES = RULE_STATUSES.filter((status) => !REDIRECT_STATUSES.includes(status));

/** Schema entries of the rules: members of the settings file. */
export const RULE_ENTRIES = {
  auth: optional(
    v.union([
      v.string(),
      v.array(v.union([v.string(), AUTH_RULE], "USER:HASH or an object with a path")),
    ], "USER:HASH or an array, [...]"),
    "Passwords for the whole site (USER:HASH) or for a part of it",
  ),
  redirects: optional(
    arrayOf(redirectSchema(REDIRECT_STATUSES, 301)),
    "Redirects; the first match applies",
  ),
  rewrites: optional(
    arrayOf(redirectSchema(REWRITE_STATUSES, 200)),
    "Paths that are served from another path; the first match applies, after the redirects",
  ),
  headers: optional(arrayOf(HEADER_RULE), "Header fields of responses; all matching rules apply"),
  errorPages: optional(
    v.record(
      v.pipe(v.string(), v.regex(/^(?:[45]\d\d|[45]xx)$/, "a status such as 404, or 4xx or 5xx")),
      v.string("a file of the site, such as /errors/404.html"),
      'an object, {"404": "/errors/404.html"}',
    ),
    "Error pages by status",
  ),
};

/** The rules in a settings file. */
export type RulesValue = v.InferOutput<v.StrictObjectSchema<typeof RULE_ENTRIES, undefined>>;
