// The admin worker: answers /healthz, /readyz and /metrics on an address of its own. It may listen there and
// nothing else; what it says it asks the supervisor.

import type { ListenAddress } from "../util/listen_address.ts";
import { isLoopbackAddress } from "../util/ip.ts";
import { createAdminHandler } from "./admin_handler.ts";
import type { FromAdmin, Question, Reply, ToAdmin } from "./messages.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToAdmin>) => void;
  postMessage(message: FromAdmin): void;
};

const waiting = new Map<number, (reply: Reply) => void>();
let lastId = 0;

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "start":
      return listen(data.address);
    case "reply":
      waiting.get(data.id)?.(data.reply);
      waiting.delete(data.id);
  }
};

function ask(question: Question): Promise<Reply> {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const id = ++lastId;
  waiting.set(id, resolve);
  scope.postMessage({ kind: "ask", id, question });
  return promise;
}

function listen({ hostname, port }: ListenAddress): void {
  try {
    Deno.serve({
      hostname,
      port,
      automaticCompression: false,
      onListen: ({ hostname, port }) => {
        scope.postMessage({ kind: "listening", address: { hostname, port } });
      },
    }, createAdminHandler(ask, { port, loopbackOnly: isLoopbackAddress(hostname), allowed: [] }));
  } catch (error) {
    scope.postMessage({ kind: "failed", reason: (error as Error).message });
  }
}
