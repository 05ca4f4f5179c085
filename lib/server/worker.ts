// A server worker: the only code that meets the network. It runs with the permissions of
// `workerPermissions` and nothing else; it gets its configuration from the supervisor.

import { Tally } from "../admin/tally.ts";
import type { Config } from "../config/config.ts";
import type { Address } from "../config/permissions.ts";
import { fileSystemOf } from "../files/embedded.ts";
import { createClock } from "../files/moment.ts";
import { createLogFormatter } from "./access_log.ts";
import { Batch } from "./batch.ts";
import { once } from "./once.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import {
  createRequestHandler,
  describeError,
  describeFault,
  isOutOfDescriptors,
} from "./serve_requests.ts";
import { createSite } from "./site.ts";

// The types at hand are a window's; this is what a worker has.
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToWorker>) => void;
  postMessage(message: FromWorker): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
  addEventListener(
    type: "unhandledrejection",
    listener: (event: PromiseRejectionEvent) => void,
  ): void;
};

const log = new Batch((text) => scope.postMessage({ kind: "log", text }));
let server: Deno.HttpServer | undefined;
let handler: Handler | undefined;
let debug = false;
let stopping = false;

/** How long to wait for descriptors to become free, in milliseconds. */
const RETRY_DELAY = 20;

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "start":
      return start(data);
    case "configure":
      return configure(data.config);
    case "stop":
      return void stop();
  }
};

// What nobody caught: this worker can't be trusted any more, and the supervisor will end it.
scope.addEventListener("error", (event) => die(event, event.error));
scope.addEventListener("unhandledrejection", (event) => die(event, event.reason));

function die(event: Event, error: unknown): void {
  // The runtime would write a stack trace, and end this worker with what it has logged.
  event.preventDefault();
  log.flush();
  scope.postMessage({ kind: "failed", reason: describeError(error, debug) });
}

type Start = Extract<ToWorker, { kind: "start" }>;
type Handler = ReturnType<typeof createRequestHandler>;

let tally: Tally | undefined;
let address: Address = { hostname: "", port: 0 };

function start({ config, shared, ...start }: Start): void {
  address = start.address;
  tally = start.tally && new Tally(start.tally);
  try {
    handler = createHandler(config);
    listen(shared);
  } catch (error) {
    scope.postMessage({ kind: "failed", reason: describeError(error, debug) });
  }
}

/** Requests that are being answered go on as they began. */
function configure(config: Config): void {
  handler = createHandler(config);
  scope.postMessage({ kind: "configured" });
}

function createHandler(config: Config): Handler {
  debug = config.debug;
  const report = (text: string) => scope.postMessage({ kind: "report", text });
  const format = config.logFormat === undefined
    ? undefined
    : createLogFormatter(config.logFormat, config.colors);
  const site = createSite(
    config.site,
    address,
    fileSystemOf(config.site.root),
    once((name) => {
      scope.postMessage({ kind: "misdirected", name });
    }),
    createClock(),
    tally,
  );
  return createRequestHandler(site, {
    log: format && ((entry) => log.add(format(entry))),
    tally,
    report,
    debug: config.debug,
  });
}

function listen(shared: boolean): void {
  const listening = Deno.serve({
    hostname: address.hostname,
    port: address.port,
    reusePort: shared,
    automaticCompression: false,
    onListen: ({ hostname, port }) => {
      // DENO_SERVE_ADDRESS, which the runtime obeys by itself, may have moved it.
      const isThere = port === address.port && hostname === address.hostname;
      scope.postMessage(
        isThere ? { kind: "listening" } : {
          kind: "failed",
          reason: `the runtime listens on ${hostname}:${port} instead (unset DENO_SERVE_ADDRESS)`,
        },
      );
    },
    // A body that failed while it was sent: its connection was cut.
    onError: (error) => {
      scope.postMessage({ kind: "report", text: describeFault(error, debug) });
      return new Response(null, { status: 500 });
    },
  }, (request, info) => handler?.(request, info) ?? new Response(null, { status: 503 }));
  server = listening;
  // Out of descriptors the runtime stops accepting (a fact of the platform): take it up again.
  listening.finished.catch((error) => {
    if (!isOutOfDescriptors(error)) throw error;
    listenAgain(() => listen(shared));
  });
}

/** Tries until it succeeds; connections that are open go on meanwhile. */
function listenAgain(attempt: () => void): void {
  setTimeout(() => {
    if (stopping) return;
    try {
      attempt();
    } catch {
      listenAgain(attempt);
    }
  }, RETRY_DELAY);
}

async function stop(): Promise<void> {
  stopping = true;
  await server?.shutdown();
  log.flush();
  scope.postMessage({ kind: "stopped" });
}
