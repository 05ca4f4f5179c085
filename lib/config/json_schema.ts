import { toJsonSchema } from "@valibot/to-json-schema";
import { SETTINGS } from "./settings_schema.ts";

/** The JSON Schema of the settings file, made from what checks it. */
export function jsonSchemaText(): string {
  const schema = toJsonSchema(SETTINGS, { typeMode: "input" });
  const titled = { title: "Plinth's settings file", ...schema };
  return `${JSON.stringify(titled, undefined, 2)}\n`;
}
