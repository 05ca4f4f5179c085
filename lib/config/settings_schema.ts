import * as v from "valibot";
import { RULE_ENTRIES } from "./rules_schema.ts";
import { OPTIONS, type OptionSpec } from "./options.ts";

// The settings file's shape. What the messages say is what would be right; the values of options are then read
// as those of the command line are, and the JSON Schema in `www/` is made from this.

/** A value of an option, as it may stand in the settings file. */
type OptionValue = boolean | number | string | readonly string[];

const TEXTS = v.union(
  [v.string(), v.array(v.string("a text"))],
  "a text, or a list of them: [...]",
);

/** The options that may stand in the settings file. */
const OPTION_ENTRIES = Object.fromEntries(
  Object.entries(OPTIONS as Readonly<Record<string, OptionSpec<unknown>>>)
    .filter(([, { isCommandLineOnly }]) => isCommandLineOnly !== true)
    // Here it may also be for a part of the site.
    .filter(([key]) => key !== "auth")
    .map(([key, spec]) => [key, v.optional(optionSchema(spec))]),
);

/** The options of a site, which each of several may have for itself. */
const SITE_OPTIONS: readonly string[] = [
  ...["directory", "index", "noListing", "hidden", "followSymlinks", "spa", "cleanUrls"],
  ...["header", "cors", "cache", "etag", "noCompress", "noPrecompressed"],
];

const HOST = v.strictObject({
  names: v.pipe(TEXTS, v.description("The host names, without a port")),
  ...Object.fromEntries(
    Object.entries(OPTION_ENTRIES).filter(([key]) => SITE_OPTIONS.includes(key)),
  ),
  ...RULE_ENTRIES,
}, 'an object, {"names": "example.org", "directory": "example"}');

/** Everything that a settings file may say. */
export const SETTINGS = v.strictObject({
  $schema: v.optional(v.string("the address of the JSON Schema")),
  ...OPTION_ENTRIES,
  ...RULE_ENTRIES,
  hosts: v.pipe(
    v.optional(v.array(HOST, "a list, [...]")),
    v.description("Sites of their own for some host names; what they do not say holds as for all"),
  ),
}, "an object, {...}");

/** What it says of one host. */
export type HostValue = v.InferOutput<typeof HOST>;

/** What a settings file says. */
export type SettingsValue = v.InferOutput<typeof SETTINGS>;

function optionSchema(spec: OptionSpec<unknown>): v.GenericSchema<OptionValue> {
  const described = <T extends OptionValue>(schema: v.GenericSchema<T>) =>
    v.pipe(schema, v.description(spec.help)) as v.GenericSchema<OptionValue>;
  const { read, repeatable } = spec;
  if (read === undefined) return described(v.boolean("true or false"));
  const shape = read.shape;
  if (spec.impliedValue !== undefined) {
    const inner = shape?.kind === "list" ? [v.array(v.string("a text"))] : [];
    return described(v.union([v.boolean(), v.string(), ...inner], "true, false or a text"));
  }
  switch (shape?.kind) {
    case "integer": {
      const right = `a whole number from ${shape.least} to ${shape.most}`;
      const { least, most } = shape;
      return described(
        v.pipe(
          v.number(right),
          v.integer(right),
          v.minValue(least, right),
          v.maxValue(most, right),
        ),
      );
    }
    case "number": {
      const right = `a number from ${shape.least} to ${shape.most}`;
      const { least, most } = shape;
      return described(v.pipe(v.number(right), v.minValue(least, right), v.maxValue(most, right)));
    }
    case "choice":
      return described(
        v.picklist(shape.choices, `one of ${shape.choices.map((one) => `"${one}"`).join(", ")}`),
      );
    case "list":
      return described(TEXTS);
    case undefined:
      return described(repeatable === true ? TEXTS : v.string("a text"));
  }
}
