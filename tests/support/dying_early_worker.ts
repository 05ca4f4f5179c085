// The real server worker, except that the third one dies while it is loaded.

import "../../lib/server/worker.ts";

if (self.name === "server 3") throw new Error("a test's early failure");
