// The real server worker, except that the first one dies 150 ms after it starts to listen.

import "../../lib/server/worker.ts";
import type { FromWorker } from "../../lib/server/messages.ts";

const scope = self as unknown as { postMessage(message: FromWorker): void };

if (self.name === "server 1") {
  const send = scope.postMessage.bind(scope);
  scope.postMessage = (message) => {
    send(message);
    if (message.kind === "listening") setTimeout(die, 150);
  };
}

function die(): void {
  throw new Error("a test's failure\u001b[31m");
}
