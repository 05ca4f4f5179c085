// Plinth with a third worker that can't start.

import { run } from "../../lib/cli/run.ts";

Deno.exit(await run(Deno.args, new URL("./dying_early_worker.ts", import.meta.url)));
