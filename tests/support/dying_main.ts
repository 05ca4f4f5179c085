// Plinth with a first worker that dies again and again.

import { run } from "../../lib/cli/run.ts";

Deno.exit(await run(Deno.args, new URL("./dying_worker.ts", import.meta.url)));
