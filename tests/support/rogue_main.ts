// Plinth with workers that reveal what they are sent, and that send invalid messages when the test wants them to.

import { run } from "../../lib/cli/run.ts";

Deno.exit(await run(Deno.args, new URL("./rogue_worker.ts", import.meta.url)));
