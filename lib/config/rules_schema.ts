import * as v from "valibot";
import { REDIRECT_STATUSES, RULE_STATUSES } from "../rules/rule.ts";

// The part of the settings file that has rules. What the messages say is what would be right.

const TEXT = "a text";

const TEXTS = v.union([v.string(), v.array(v.string(TEXT))], "a text, or a list of them: [...]");

const PATTERN = v.pipe(
  v.string("a path, as /old/* or /posts/:year"),
  v.description("A path with :placeholders and *, or an http(s) address whose host must match too"),
);

function redirectSchema(statuses: readonly number[], initial: number) {
  const right = `one of ${statuses.join(", ")}`;
  return v.strictObject({
    from: PATTERN,
    to: v.pipe(
      v.string("a path of the site, or an http(s) address"),
      v.description("May have the placeholders of from, and :splat for its *"),
    ),
    status: v.pipe(
      v.optional(v.picklist(statuses, right), initial),
      v.description("The status code of the response"),
    ),
    force: v.pipe(
      v.optional(v.boolean("true or false"), false),
      v.description("Count also where there is a file"),
    ),
    query: v.pipe(
      v.optional(v.record(v.string(), v.string(TEXT), 'an object, {"name": ":value"}')),
      v.description("Parameters that the query must have; :name takes any value"),
    ),
    language: v.pipe(v.optional(TEXTS), v.description("The client prefers one of these languages")),
    country: v.pipe(v.optional(TEXTS), v.description("A header names one of these countries")),
    cookie: v.pipe(v.optional(TEXTS), v.description("There is one of these cookies")),
  }, 'an object, {"from": "/old", "to": "/new"}');
}

const HEADER_RULE = v.strictObject({
  path: PATTERN,
  set: v.pipe(
    v.optional(v.record(v.string(), TEXTS, 'an object, {"Name": "value"}')),
    v.description("Fields to send"),
  ),
  unset: v.pipe(v.optional(TEXTS), v.description("Names of fields that are not sent")),
}, 'an object, {"path": "/assets/*", "set": {"Name": "value"}}');

const AUTH_RULE = v.strictObject({
  path: v.pipe(v.string("a path, as /private/*"), v.description("A path with :placeholders and *")),
  file: v.pipe(
    v.optional(v.string("a file")),
    v.description("An htpasswd file, counted from this file's folder"),
  ),
  users: v.pipe(v.optional(TEXTS), v.description("USER:HASH, as plinth hash-password makes it")),
}, 'an object, {"path": "/private/*", "file": "users.htpasswd"}');

/** The settings of rules: members of the settings file. */
export const RULE_ENTRIES = {
  auth: v.pipe(
    v.optional(v.union([
      v.string(),
      v.array(v.union([v.string(), AUTH_RULE], "USER:HASH, or an object with a path")),
    ], "USER:HASH, or a list, [...]")),
    v.description("Passwords, for all (USER:HASH) or for a part of the site"),
  ),
  redirects: v.pipe(
    v.optional(v.array(redirectSchema(REDIRECT_STATUSES, 301), "a list, [...]")),
    v.description("Redirects; the first that matches counts"),
  ),
  rewrites: v.pipe(
    v.optional(
      v.array(
        redirectSchema(RULE_STATUSES.filter((one) => !REDIRECT_STATUSES.includes(one)), 200),
        "a list, [...]",
      ),
    ),
    v.description("What is answered as if another path had been asked for, after the redirects"),
  ),
  headers: v.pipe(
    v.optional(v.array(HEADER_RULE, "a list, [...]")),
    v.description("Fields of responses; all that match add up"),
  ),
  errorPages: v.pipe(
    v.optional(v.record(
      v.pipe(v.string(), v.regex(/^(?:[45]\d\d|[45]xx)$/, "a status, as 404, or 4xx or 5xx")),
      v.string("a file of the site, as /errors/404.html"),
      'an object, {"404": "/errors/404.html"}',
    )),
    v.description("The page of an error, by its status"),
  ),
};

/** What the settings file says of rules. */
export type RulesValue = v.InferOutput<ReturnType<typeof rulesObject>>;

function rulesObject() {
  return v.strictObject(RULE_ENTRIES);
}
