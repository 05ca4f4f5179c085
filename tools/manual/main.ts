// Regenerates www/manual/: `deno task manual`.

import { buildManual } from "./build.ts";
import { diskSources } from "./disk.ts";

const WWW = new URL("../../www/", import.meta.url);

Deno.removeSync(new URL("manual/", WWW), { recursive: true });
for (const [name, text] of buildManual(diskSources())) {
  const file = new URL(name, WWW);
  Deno.mkdirSync(new URL(".", file), { recursive: true });
  Deno.writeTextFileSync(file, text);
}
