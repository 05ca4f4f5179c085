import * as v from "valibot";
import { REDIRECT_STATUSES, RULE_STATUSES } from "../rules/rule.ts";

// Schema of the rules in the settings file. Messages say what is valid; schema_diagnostics.ts adds the verb.

const TEXT = "a string";

const TEXTS = v.union(
  [v.string(), v.array(v.string(TEXT))],
  "a string or an array of strings, [...]",
);

const PATTERN = v.pipe(
  v.string("a path such as /old/* or /posts/:year"),
  v.description("A path with :placeholders and *, or an http(s) URL whose host must match too"),
);

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
    query: v.pipe(
      v.optional(v.record(v.string(), v.string(TEXT), 'an object, {"name": ":value"}')),
      v.description("Parameters that the query must have; :name matches any value"),
    ),
    language: v.pipe(
      v.optional(TEXTS),
      v.description("Apply the rule if the client prefers one of these languages"),
    ),
    country: v.pipe(
      v.optional(TEXTS),
      v.description("Apply the rule if a CDN header names one of these countries"),
    ),
    cookie: v.pipe(
      v.optional(TEXTS),
      v.description("Apply the rule if the request has one of these cookies"),
    ),
  }, 'an object, {"from": "/old", "to": "/new"}');
}

const HEADER_RULE = v.strictObject({
  path: PATTERN,
  set: v.pipe(
    v.optional(v.record(v.string(), TEXTS, 'an object, {"Name": "value"}')),
    v.description("Header fields to send"),
  ),
  unset: v.pipe(v.optional(TEXTS), v.description("Names of header fields to remove")),
}, 'an object, {"path": "/assets/*", "set": {"Name": "value"}}');

const AUTH_RULE = v.strictObject({
  path: v.pipe(
    v.string("a path such as /private/*"),
    v.description("A path with :placeholders and *"),
  ),
  file: v.pipe(
    v.optional(v.string("a file name")),
    v.description("An htpasswd file, relative to the folder of the settings file"),
  ),
  users: v.pipe(v.optional(TEXTS), v.description("USER:HASH, as plinth hash-password prints it")),
}, 'an object, {"path": "/private/*", "file": "users.htpasswd"}');

/** Schema entries of the rules: members of the settings file. */
export const RULE_ENTRIES = {
  auth: v.pipe(
    v.optional(v.union([
      v.string(),
      v.array(v.union([v.string(), AUTH_RULE], "USER:HASH or an object with a path")),
    ], "USER:HASH or an array, [...]")),
    v.description("Passwords for the whole site (USER:HASH) or for a part of it"),
  ),
  redirects: v.pipe(
    v.optional(v.array(redirectSchema(REDIRECT_STATUSES, 301), "an array, [...]")),
    v.description("Redirects; the first match applies"),
  ),
  rewrites: v.pipe(
    v.optional(
      v.array(
        redirectSchema(RULE_STATUSES.filter((one) => !REDIRECT_STATUSES.includes(one)), 200),
        "an array, [...]",
      ),
    ),
    v.description(
      "Paths that are served from another path; the first match applies, after the redirects",
    ),
  ),
  headers: v.pipe(
    v.optional(v.array(HEADER_RULE, "an array, [...]")),
    v.description("Header fields of responses; all matching rules apply"),
  ),
  errorPages: v.pipe(
    v.optional(v.record(
      v.pipe(v.string(), v.regex(/^(?:[45]\d\d|[45]xx)$/, "a status such as 404, or 4xx or 5xx")),
      v.string("a file of the site, such as /errors/404.html"),
      'an object, {"404": "/errors/404.html"}',
    )),
    v.description("Error pages by status"),
  ),
};

/** The rules in a settings file. */
export type RulesValue = v.InferOutput<ReturnType<typeof rulesObject>>;

function rulesObject() {
  return v.strictObject(RULE_ENTRIES);
}
