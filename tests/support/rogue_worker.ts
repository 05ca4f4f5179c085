// The real server worker, which also writes each message of the supervisor to stderr (`received {...}`). When the text
// of `rogue.txt` in the root changes to the name of a message below, the first worker sends that message.

import "../../lib/server/worker.ts";
import type { ToWorker } from "../../lib/server/messages.ts";

/** Messages that no worker of Plinth sends. */
const MESSAGES: Readonly<Record<string, unknown>> = {
  nothing: null,
  text: "listening",
  "unknown kind": { kind: "obey" },
  "log without lines": { kind: "log", lines: 5 },
  "login without a password": { kind: "verify", id: 1, attempt: { rule: "x", name: "ann" } },
  "report without a text": { kind: "report", text: { length: 3 } },
};

const INTERVAL = 10;

const scope = self as unknown as { postMessage(message: unknown): void };

addEventListener("message", (event) => {
  const message = (event as MessageEvent<ToWorker>).data;
  console.error(`received ${JSON.stringify(message, (_key, value) => plain(value))}`);
  if (message.kind === "start") obey(`${message.config.site.root}/rogue.txt`);
});

/** Sets and maps as arrays, so that the text contains everything. */
function plain(value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}

function obey(path: string): void {
  if (self.name !== "server 1") return;
  const before = readText(path);
  setInterval(() => {
    const name = readText(path);
    if (name !== before && name in MESSAGES) scope.postMessage(MESSAGES[name]);
  }, INTERVAL);
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
