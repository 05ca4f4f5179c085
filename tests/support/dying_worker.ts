// The real server worker; the one in the first place dies soon after it listens, the one in the third at once.

import "../../lib/server/worker.ts";
import type { FromWorker } from "../../lib/server/messages.ts";

const scope = self as unknown as { postMessage(message: FromWorker): void };

if (self.name === "server 1") {
  const tell = scope.postMessage.bind(scope);
  scope.postMessage = (message) => {
    tell(message);
    if (message.kind === "listening") setTimeout(die, 150);
  };
}

if (self.name === "server 3") throw new Error("a test's early failure");

function die(): void {
  throw new Error("a test's failure\u001b[31m");
}
