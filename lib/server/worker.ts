// A server worker: the only code that handles client connections. Its permissions are those of `workerPermissions`;
// its configuration comes from the supervisor.
//
// The worker listens first and then loads the request service, which takes longer. The first requests wait for it.

import type { ListenAddress } from "../util/listen_address.ts";
import type { RequestService } from "./request_service.ts";
import { describeError } from "../util/errors.ts";
import { type Frontend, type FrontendOptions, openDirectFrontend } from "../gate/frontend.ts";
import { chooseFreePort } from "../gate/upstream.ts";
import type { FromWorker, StartMessage, ToWorker } from "./messages.ts";
import type { GateResources } from "../gate/gate_resources.ts";

// The available types are a window's; these are the members of a worker's global scope.
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToWorker>) => void;
  postMessage(message: FromWorker): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
  addEventListener(
    type: "unhandledrejection",
    listener: (event: PromiseRejectionEvent) => void,
  ): void;
};

/** The parts of a running worker. */
interface Parts {
  readonly front: Frontend;
  readonly service: RequestService;
}

let parts: Promise<Parts> | undefined;
let service: RequestService | undefined;
let debug = false;

scope.onmessage = ({ data }) => {
  if (data.kind === "start") {
    debug = data.config.debug;
    parts = data.gate === undefined ? startDirect(data) : startGated(data, data.gate);
    parts.catch(fail);
  } else {
    // A failed start has been reported; the supervisor terminates this worker.
    parts?.then((parts) => onMessage(parts, data), () => {});
  }
};

// After an uncaught error the state of this worker is unknown: the supervisor replaces it.
scope.addEventListener("error", (event) => die(event, event.error));
scope.addEventListener("unhandledrejection", (event) => die(event, event.reason));

function die(event: Event, error: unknown): void {
  // By default the runtime prints a stack trace and ends this worker before its log is flushed.
  event.preventDefault();
  service?.flush();
  fail(error);
}

function fail(error: unknown): void {
  scope.postMessage({ kind: "failed", reason: describeError(error, debug) });
}

async function startDirect(message: StartMessage): Promise<Parts> {
  const front = openDirectFrontend(frontOptions(message));
  return { front, service: await loadService(message, message.address) };
}

/** Loads the request service first: the gate needs its counters and its redirect handler. */
async function startGated(message: StartMessage, resources: GateResources): Promise<Parts> {
  const { address } = message;
  const upstreamPort = chooseFreePort(resources.upstreamPorts);
  // For a request without an authority, the runtime uses the port that its own server listens on.
  const loaded = await loadService(message, { hostname: address.hostname, port: upstreamPort });
  const { openGatedFrontend } = await import("../gate/gated_frontend.ts");
  const front = openGatedFrontend({
    ...frontOptions(message),
    ...{ resources, upstreamPort, budget: loaded.budget, observer: loaded.counters },
    redirect: loaded.createRedirectHandler(upstreamPort, address.port),
    onFull: (why) => scope.postMessage({ kind: "full", why }),
  });
  return { front, service: loaded };
}

function frontOptions({ config, address, shared }: StartMessage): FrontendOptions {
  return {
    ...{ config, address, shared },
    handler: (request, peer) =>
      service === undefined ? handleWhenLoaded(request, peer) : service.handle(request, peer),
    onListening: () => scope.postMessage({ kind: "listening" }),
    onFailed: (reason) => scope.postMessage({ kind: "failed", reason }),
    report: (text) => scope.postMessage({ kind: "report", text }),
  };
}

const handleWhenLoaded: RequestService["handle"] = async (request, peer) => {
  const loaded = await parts;
  return await loaded?.service.handle(request, peer) ?? new Response(null, { status: 503 });
};

async function loadService(message: StartMessage, at: ListenAddress): Promise<RequestService> {
  const { RequestService } = await import("./request_service.ts");
  return service = new RequestService(message, at, (message) => scope.postMessage(message));
}

function onMessage({ front, service }: Parts, message: Exclude<ToWorker, StartMessage>): void {
  switch (message.kind) {
    case "configure":
      service.configure(message.config);
      front.configure(message.config);
      return scope.postMessage({ kind: "configured" });
    case "certificate":
      service.certificate = message.certificate;
      return front.setCertificate(message.certificate);
    case "verdict":
      return service.logins.resolve(message.id, message.verdict);
    case "changed":
      return service.live?.publish(message.change);
    case "stop":
      return void stop({ front, service });
  }
}

/**
 * Time before the listener closes, in milliseconds: connections in its backlog are accepted meanwhile. Closing at
 * once would reset them.
 */
const BACKLOG_TIME = 20;

async function stop({ front, service }: Parts): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, BACKLOG_TIME));
  // Live reload responses never end; the front would wait for them.
  service.live?.close();
  await front.stop();
  service.flush();
  scope.postMessage({ kind: "stopped" });
}
