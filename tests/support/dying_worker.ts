// The real server worker; the one in the first place dies soon after it has started.

import "../../lib/server/worker.ts";

if (self.name === "server 1") {
  setTimeout(() => {
    throw new Error("a test's failure\u001b[31m");
  }, 150);
}
