import { assertEquals } from "@std/assert";
import { jsonSchemaText } from "../../../tools/schema/json_schema.ts";
import { OPTIONS, type OptionSpec } from "../../../lib/config/options.ts";

Deno.test("jsonSchemaText() is the JSON Schema in www/ (run deno task schema)", () => {
  const url = new URL("../../../www/plinth.schema.json", import.meta.url);
  assertEquals(Deno.readTextFileSync(url), jsonSchemaText());
});

Deno.test("jsonSchemaText() has every option with its help, and no additional properties", () => {
  const schema = JSON.parse(jsonSchemaText());
  assertEquals(schema.additionalProperties, false);
  for (const [key, spec] of Object.entries<OptionSpec<unknown>>(OPTIONS)) {
    // In the settings file, "auth" may also protect a part of the site.
    if (spec.isCommandLineOnly === true || key === "auth") continue;
    assertEquals(schema.properties[key]?.description, spec.help, key);
  }
  assertEquals([schema.properties.port.minimum, schema.properties.port.maximum], [0, 65535]);
  assertEquals(schema.properties.redirects.items.required, ["from", "to"]);
});
