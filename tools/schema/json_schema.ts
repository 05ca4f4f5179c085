import { toJsonSchema } from "@valibot/to-json-schema";
import { SETTINGS } from "../../lib/config/settings_schema.ts";

/** Returns the JSON Schema of the settings file, generated from the schema that validates it. */
export function jsonSchemaText(): string {
  const schema = toJsonSchema(SETTINGS, { typeMode: "input" });
  const titled = { title: "Plinth's settings file", ...schema };
  return `${JSON.stringify(titled, undefined, 2)}\n`;
}
