// Writes the JSON Schema of the settings file to www/. Run it with `deno task schema`.

import { jsonSchemaText } from "./json_schema.ts";

Deno.writeTextFileSync(
  new URL("../../www/plinth.schema.json", import.meta.url),
  jsonSchemaText(),
);
