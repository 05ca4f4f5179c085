// A server worker: the only code that meets the network. It runs with the permissions of
// `workerPermissions` and nothing else; it gets its configuration from the supervisor.
//
// It listens first and then loads what answers, which takes longer: the first requests wait for that.

import type { ListenAddress } from "../util/listen_address.ts";
import type { RequestService } from "./request_service.ts";
import { describeError } from "../util/errors.ts";
import { type Front, type FrontOptions, openDirect } from "../gate/front.ts";
import { findFreePort } from "../gate/inner_port.ts";
import type { FromWorker, StartMessage, ToWorker } from "./messages.ts";
import type { GateSetup } from "../gate/gate_setup.ts";

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

/** What a worker is made of, once all of it is there. */
interface Parts {
  readonly front: Front;
  readonly answering: RequestService;
}

let parts: Promise<Parts> | undefined;
let answering: RequestService | undefined;
let debug = false;

scope.onmessage = ({ data }) => {
  if (data.kind === "start") {
    debug = data.config.debug;
    parts = data.gate === undefined ? openAtOnce(data) : openBehind(data, data.gate);
    parts.catch(fail);
  } else {
    // What can't start has told why, and is ended.
    parts?.then((parts) => hear(parts, data), () => {});
  }
};

// What nobody caught: this worker can't be trusted any more, and the supervisor will end it.
scope.addEventListener("error", (event) => die(event, event.error));
scope.addEventListener("unhandledrejection", (event) => die(event, event.reason));

function die(event: Event, error: unknown): void {
  // The runtime would write a stack trace, and end this worker with what it has logged.
  event.preventDefault();
  answering?.flush();
  fail(error);
}

function fail(error: unknown): void {
  scope.postMessage({ kind: "failed", reason: describeError(error, debug) });
}

async function openAtOnce(message: StartMessage): Promise<Parts> {
  const front = openDirect(frontOptions(message));
  return { front, answering: await loadAnswering(message, message.address) };
}

/** A gate is made of much of what answers. */
async function openBehind(message: StartMessage, setup: GateSetup): Promise<Parts> {
  const { address } = message;
  const innerPort = findFreePort(setup.innerPorts);
  // What the runtime takes for the authority of a request without one has the port that it listens on.
  const loaded = await loadAnswering(message, { hostname: address.hostname, port: innerPort });
  const { openGated } = await import("../gate/open_gated.ts");
  const front = openGated({
    ...frontOptions(message),
    ...{ setup, innerPort, observer: loaded.counters },
    redirect: loaded.createRedirect(innerPort, address.port),
    onFull: (why) => scope.postMessage({ kind: "full", why }),
  });
  return { front, answering: loaded };
}

function frontOptions({ config, address, shared }: StartMessage): FrontOptions {
  return {
    ...{ config, address, shared },
    handler: (request, peer) =>
      answering === undefined ? answerLater(request, peer) : answering.handle(request, peer),
    onListening: () => scope.postMessage({ kind: "listening" }),
    onFailed: (reason) => scope.postMessage({ kind: "failed", reason }),
    report: (text) => scope.postMessage({ kind: "report", text }),
  };
}

const answerLater: RequestService["handle"] = async (request, peer) => {
  const loaded = await parts;
  return await loaded?.answering.handle(request, peer) ?? new Response(null, { status: 503 });
};

async function loadAnswering(message: StartMessage, at: ListenAddress): Promise<RequestService> {
  const { RequestService } = await import("./request_service.ts");
  return answering = new RequestService(message, at, (message) => scope.postMessage(message));
}

function hear({ front, answering }: Parts, message: Exclude<ToWorker, StartMessage>): void {
  switch (message.kind) {
    case "configure":
      answering.configure(message.config);
      front.configure(message.config);
      return scope.postMessage({ kind: "configured" });
    case "certificate":
      answering.certificate = message.certificate;
      return front.setCertificate(message.certificate);
    case "verdict":
      return answering.verifier.hear(message.id, message.verdict);
    case "changed":
      return answering.live?.publish(message.change);
    case "stop":
      return void stop({ front, answering });
  }
}

/** How long clients that have connected before a stop may still be let in, in milliseconds: else they are reset. */
const LAST_CALL = 20;

async function stop({ front, answering }: Parts): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LAST_CALL));
  // What is told to pages has no end of its own.
  answering.live?.close();
  await front.stop();
  answering.flush();
  scope.postMessage({ kind: "stopped" });
}
