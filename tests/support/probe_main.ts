// Plinth with workers that test their sandbox.

import { run } from "../../lib/cli/run.ts";

Deno.exit(await run(Deno.args, new URL("./probe_worker.ts", import.meta.url)));
