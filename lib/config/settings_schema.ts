import * as v from "valibot";
import { arrayOf, optional, RULE_ENTRIES, TEXTS } from "./rules_schema.ts";
import { OPTIONS, type OptionSpec } from "./options.ts";

// Schema of the settings file. Messages say what is valid; schema_diagnostics.ts adds the verb. The readers of the
// command line then parse the option values. The JSON Schema in www/ is generated from this schema.

/** Value of an option in the settings file. */
type OptionValue = boolean | number | string | readonly string[];

/** The options that the settings file may contain. */
const OPTION_ENTRIES = Object.fromEntries(
  Object.entries<OptionSpec<unknown>>(OPTIONS)
    // RULE_ENTRIES defines "auth", which may also protect a part of the site.
    .filter(([key, { isCommandLineOnly }]) => isCommandLineOnly !== true && key !== "auth")
    .map(([key, spec]) => [key, optional(optionSchema(spec), spec.help)]),
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
  hosts: optional(
    arrayOf(HOST),
    "Sites for some host names; they inherit options that they do not set",
  ),
}, "an object, {...}");

/** An element of `hosts`. */
export type HostValue = v.InferOutput<typeof HOST>;

/** The value of a settings file. */
export type SettingsValue = v.InferOutput<typeof SETTINGS>;

function optionSchema(
  { read, repeatable, impliedValue }: OptionSpec<unknown>,
): v.GenericSchema<OptionValue> {
  if (read === undefined) return v.boolean("true or false");
  const { shape } = read;
  if (impliedValue !== undefined) {
    const inner = shape?.kind === "list" ? [v.array(v.string("a string"))] : [];
    return v.union([v.boolean(), v.string(), ...inner], "true, false or a string");
  }
  switch (shape?.kind) {
    case "number": {
      const { min, max, isInteger } = shape;
      const valid = `a ${isInteger ? "whole " : ""}number from ${min} to ${max}`;
      const number = v.pipe(v.number(valid), v.minValue(min, valid), v.maxValue(max, valid));
      return isInteger ? v.pipe(number, v.integer(valid)) : number;
    }
    case "choice":
      return v.picklist(
        shape.choices,
        `one of ${shape.choices.map((one) => `"${one}"`).join(", ")}`,
      );
    case "list":
      return TEXTS;
    case undefined:
      return repeatable === true ? TEXTS : v.string("a string");
  }
}
