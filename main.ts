// Plinth: serves a folder over HTTP. This file only starts it; `lib/cli/run.ts` goes on from here.

import { run } from "./lib/cli/run.ts";

Deno.exit(await run(Deno.args));
