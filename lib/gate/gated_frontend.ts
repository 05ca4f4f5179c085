import { closeSync, openSync } from "node:fs";
import type { RequestHandler } from "../handler/serve_requests.ts";
import type { WorkerBudget } from "../http/worker_budget.ts";
import { createAddressMatcher } from "../http/client_address.ts";
import { BACKLOG, HttpServer } from "../runtime/http_server.ts";
import { removeSocket, restrictSocket } from "../runtime/socket_file.ts";
import type { Certificate } from "../tls/certificate.ts";
import { isOutOfDescriptors } from "../util/errors.ts";
import { ConnectionCounts } from "./connection_counts.ts";
import type { Frontend, FrontendOptions } from "./frontend.ts";
import { type ConnectionObserver, type ExhaustedResource, Gate } from "./gate.ts";
import type { GateResources } from "./gate_resources.ts";
import { PlainListener } from "./plain_listener.ts";
import { TLS_BACKLOG, TlsListener } from "./tls_listener.ts";
import { createUpstreamHandler } from "./upstream_handler.ts";

/**
 * File descriptors that must be free: for a few more connections, at three each, and for files. With TLS the runtime
 * accepts the whole queue before it closes any connection, and can't continue if descriptors run out meanwhile.
 */
const SPARE_DESCRIPTORS = 32;
const SPARE_DESCRIPTORS_TLS = 32 + TLS_BACKLOG;

export interface GatedFrontendOptions extends FrontendOptions {
  readonly resources: GateResources;
  /** Limits the response bodies of all connections. */
  readonly budget: WorkerBudget;
  /** The upstream's port on loopback. */
  readonly upstreamPort: number;
  /** Handles requests over plain HTTP if HTTPS is on. */
  readonly redirect: RequestHandler;
  readonly observer: ConnectionObserver | undefined;
  /** Called when a connection has to make room. */
  readonly onFull: (resource: ExhaustedResource) => void;
}

/**
 * Opens a gate in front of the runtime's server, which then listens on loopback and serves only the gate.
 *
 * @throws If one of them can't listen.
 */
export function openGatedFrontend(options: GatedFrontendOptions): Frontend {
  const { config, resources, upstreamPort, handler, redirect, report } = options;
  const gate = createGate(options);
  const server = new HttpServer({
    where: { hostname: "127.0.0.1", port: upstreamPort, reusePort: false },
    handler: createUpstreamHandler(gate, handler, redirect),
    onListen: () => {},
    report,
    debug: config.debug,
  });
  const { certificate } = resources;
  const tls = certificate && listenTls(options, gate, certificate);
  const plain = listenPlain(options, gate);
  return {
    stop: async () => {
      for (const listener of [tls, plain]) listener?.close();
      if (options.address.socket !== undefined) removeSocket(options.address.socket);
      await Promise.all([server.stop(), gate.drain()]);
    },
    configure: (next) => {
      if (next.gate !== undefined) gate.config = next.gate;
    },
    setCertificate: (next) => {
      if (tls !== undefined) tls.keyPair = next;
    },
  };
}

function createGate({ config, resources, budget, observer, onFull }: GatedFrontendOptions): Gate {
  if (config.gate === undefined) throw new TypeError("there is no gate");
  const { connectionCounts, row, salt, certificate } = resources;
  const spare = certificate === undefined ? SPARE_DESCRIPTORS : SPARE_DESCRIPTORS_TLS;
  return new Gate({
    config: config.gate,
    connectionCounts: new ConnectionCounts(connectionCounts, row, salt),
    budget,
    observer,
    isExempt: createAddressMatcher(config.trustProxy),
    hasSpareDescriptors: () => canOpen(config.site.root, spare),
    onFull,
  });
}

function listenTls(
  { address, upstreamPort, config, onListening, onFailed }: GatedFrontendOptions,
  gate: Gate,
  keyPair: Certificate,
): TlsListener {
  return new TlsListener({
    address,
    gate,
    upstreamPort,
    keyPair,
    hasFreeDescriptor: () => canOpen(config.site.root, 1),
    onListening,
    onError: ({ message }) => onFailed(message),
  });
}

/** Opens the listener without TLS, if there is one: the site's own, or the one that redirects to HTTPS. */
function listenPlain(
  { address, resources, shared, upstreamPort, onListening }: GatedFrontendOptions,
  gate: Gate,
): PlainListener | undefined {
  const redirectsToHttps = resources.certificate !== undefined;
  const plainAddress = redirectsToHttps ? resources.redirectAddress : address;
  if (plainAddress === undefined) return undefined;
  const { hostname, port, socket } = plainAddress;
  const listener = socket === undefined
    ? Deno.listen({ hostname, port, reusePort: shared, tcpBacklog: BACKLOG })
    : listenSocket(socket);
  if (!redirectsToHttps) onListening();
  return new PlainListener({ listener, gate, upstreamPort, redirectsToHttps });
}

function listenSocket(path: string): Deno.UnixListener {
  removeSocket(path);
  const listener = Deno.listen({ transport: "unix", path });
  restrictSocket(path);
  return listener;
}

/** Whether so many more descriptors can be opened now; opens the root directory to find out. */
function canOpen(root: string, count: number): boolean {
  const opened: number[] = [];
  try {
    while (opened.length < count) opened.push(openSync(root, "r"));
    return true;
  } catch (error) {
    return !isOutOfDescriptors(error);
  } finally {
    opened.forEach(closeSync);
  }
}
