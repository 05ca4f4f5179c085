// Writes the JSON Schema of the settings file into the built-in site: `deno task schema`.

import { jsonSchemaText } from "./json_schema.ts";

Deno.writeTextFileSync(
  new URL("../../www/plinth.schema.json", import.meta.url),
  jsonSchemaText(),
);
