import * as v from "valibot";
import { RULE_ENTRIES } from "./rules_schema.ts";
import { OPTIONS, type OptionSpec } from "./options.ts";

// Schema of the settings file. Messages say what is valid; schema_diagnostics.ts adds the verb. The readers of the
// command line then parse the option values. The JSON Schema in www/ is generated from this schema.

/** Value of an option in the settings file. */
type OptionValue = boolean | number | string | readonly string[];

const TEXTS = v.union(
  [v.string(), v.array(v.string("a string"))],
  "a string or an array of strings, [...]",
);

/** The options that the settings file may contain. */
const OPTION_ENTRIES = Object.fromEntries(
  Object.entries(OPTIONS as Readonly<Record<string, OptionSpec<unknown>>>)
    .filter(([, { isCommandLineOnly }]) => isCommandLineOnly !== true)
    // RULE_ENTRIES defines "auth", which may also protect a part of the site.
    .filter(([key]) => key !== "auth")
    .map(([key, spec]) => [key, v.optional(optionSchema(spec))]),
);

/** The options that can differ between the sites of one server. */
const SITE_OPTIONS: readonly string[] = [
  ...["directory", "index", "noListing", "hidden", "followSymlinks", "spa", "cleanUrls"],
  ...["header", "cors", "cache", "etag", "noCompress", "noPrecompressed"],
];

const HOST = v.strictObject({
  names: v.pipe(TEXTS, v.description("Host names, without a port")),
  ...Object.fromEntries(
    Object.entries(OPTION_ENTRIES).filter(([key]) => SITE_OPTIONS.includes(key)),
  ),
  ...RULE_ENTRIES,
}, 'an object, {"names": "example.org", "directory": "example"}');

/** Schema of a settings file. */
export const SETTINGS = v.strictObject({
  $schema: v.optional(v.string("the URL of the JSON Schema")),
  ...OPTION_ENTRIES,
  ...RULE_ENTRIES,
  hosts: v.pipe(
    v.optional(v.array(HOST, "an array, [...]")),
    v.description("Sites for some host names; they inherit options that they do not set"),
  ),
}, "an object, {...}");

/** An element of `hosts`. */
export type HostValue = v.InferOutput<typeof HOST>;

/** The value of a settings file. */
export type SettingsValue = v.InferOutput<typeof SETTINGS>;

function optionSchema(spec: OptionSpec<unknown>): v.GenericSchema<OptionValue> {
  const described = <T extends OptionValue>(schema: v.GenericSchema<T>) =>
    v.pipe(schema, v.description(spec.help)) as v.GenericSchema<OptionValue>;
  const { read, repeatable } = spec;
  if (read === undefined) return described(v.boolean("true or false"));
  const shape = read.shape;
  if (spec.impliedValue !== undefined) {
    const inner = shape?.kind === "list" ? [v.array(v.string("a string"))] : [];
    return described(v.union([v.boolean(), v.string(), ...inner], "true, false or a string"));
  }
  switch (shape?.kind) {
    case "integer": {
      const { min, max } = shape;
      const valid = `a whole number from ${min} to ${max}`;
      return described(
        v.pipe(
          v.number(valid),
          v.integer(valid),
          v.minValue(min, valid),
          v.maxValue(max, valid),
        ),
      );
    }
    case "number": {
      const { min, max } = shape;
      const valid = `a number from ${min} to ${max}`;
      return described(v.pipe(v.number(valid), v.minValue(min, valid), v.maxValue(max, valid)));
    }
    case "choice":
      return described(
        v.picklist(shape.choices, `one of ${shape.choices.map((one) => `"${one}"`).join(", ")}`),
      );
    case "list":
      return described(TEXTS);
    case undefined:
      return described(repeatable === true ? TEXTS : v.string("a string"));
  }
}
