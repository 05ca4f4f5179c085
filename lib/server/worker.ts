// A server worker: the only code that meets the network. It runs with the permissions of
// `workerPermissions` and nothing else; it gets its configuration from the supervisor.

import { Tally } from "../admin/tally.ts";
import { Verifier } from "../auth/verifier.ts";
import type { Config, SiteConfig } from "../config/config.ts";
import type { Address } from "../config/permissions.ts";
import { fileSystemOf } from "../files/embedded.ts";
import { createClock } from "../files/moment.ts";
import { LiveHub } from "../live/hub.ts";
import { createLogFormatter } from "./access_log.ts";
import { Batch } from "./batch.ts";
import { type Front, type FrontOptions, openDirect } from "./front.ts";
import { findFreePort } from "./gate/inner_port.ts";
import { openGated } from "./gate/open_gated.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { once } from "./once.ts";
import type { Observer } from "./record.ts";
import { createRedirectHandler } from "./redirect.ts";
import { createRequestHandler, describeError, type RequestHandler } from "./serve_requests.ts";
import { createSite, type Site } from "./site.ts";
import type { Certificate } from "./tls/certificate.ts";
import { createTrust } from "./trust.ts";

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
let front: Front | undefined;
let handler: RequestHandler | undefined;
let debug = false;

const verifier = new Verifier((id, attempt) => scope.postMessage({ kind: "verify", id, attempt }));

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "start":
      return start(data);
    case "configure":
      return configure(data.config);
    case "certificate":
      certificate = data.certificate;
      return front?.setCertificate(certificate);
    case "verdict":
      return verifier.hear(data.id, data.verdict);
    case "changed":
      return live?.change(data.change);
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

let tally: Tally | undefined;
let live: LiveHub | undefined;
let address: Address = { hostname: "", port: 0 };
let certificate: Certificate | undefined;

function start({ config, shared, gate, ...start }: Start): void {
  const innerPort = gate && findFreePort(gate.innerPorts);
  // What the runtime takes for the authority of a request without one has the port that it listens on.
  address = { hostname: start.address.hostname, port: innerPort ?? start.address.port };
  tally = start.tally && new Tally(start.tally);
  certificate = gate?.certificate;
  // Pages go on listening when another configuration is taken up.
  live = config.site.live ? new LiveHub(start.run) : undefined;
  try {
    handler = createHandler(config);
    const options: FrontOptions = {
      config,
      address: start.address,
      shared,
      handler: (request, peer) => handler?.(request, peer) ?? new Response(null, { status: 503 }),
      onListening: () => scope.postMessage({ kind: "listening" }),
      onFailed: (reason) => scope.postMessage({ kind: "failed", reason }),
      report,
    };
    front = gate === undefined || innerPort === undefined ? openDirect(options) : openGated({
      ...options,
      setup: gate,
      innerPort,
      redirect: createRedirect(config, innerPort, start.address.port),
      observer: tally,
      onFull: (why) => scope.postMessage({ kind: "full", why }),
    });
  } catch (error) {
    scope.postMessage({ kind: "failed", reason: describeError(error, debug) });
  }
}

/** Requests that are being answered go on as they began. */
function configure(config: Config): void {
  handler = createHandler(config);
  front?.configure(config);
  scope.postMessage({ kind: "configured" });
}

function createHandler(config: Config): RequestHandler {
  debug = config.debug;
  const onMisdirected = once((name) => scope.postMessage({ kind: "misdirected", name }));
  const makeSite = (site: SiteConfig, hosts?: ReadonlyMap<string, Site>) =>
    createSite(
      site,
      address,
      fileSystemOf(site.root),
      onMisdirected,
      createClock(),
      tally,
      (attempt) => verifier.verify(attempt),
      hosts,
      live,
    );
  const hosts = config.hosts.flatMap(({ names, site }) => {
    const made = makeSite(site);
    return names.map((name) => [name, made] as const);
  });
  const site = makeSite(config.site, hosts.length === 0 ? undefined : new Map(hosts));
  return createRequestHandler(site, createObserver(config));
}

function createRedirect(config: Config, innerPort: number, httpsPort: number): RequestHandler {
  const policy = () => ({ port: innerPort, names: certificate?.names ?? [], httpsPort });
  return createRedirectHandler(policy, createObserver(config));
}

function createObserver(config: Config): Observer {
  const format = config.logFormat === undefined
    ? undefined
    : createLogFormatter(config.logFormat, config.colors);
  return {
    log: format && ((entry) => log.add(format(entry))),
    tally,
    report,
    debug: config.debug,
    isTrusted: config.trustProxy.length === 0 ? undefined : createTrust(config.trustProxy),
  };
}

function report(text: string): void {
  scope.postMessage({ kind: "report", text });
}

async function stop(): Promise<void> {
  // What is told to pages has no end of its own.
  live?.close();
  await front?.stop();
  log.flush();
  scope.postMessage({ kind: "stopped" });
}
