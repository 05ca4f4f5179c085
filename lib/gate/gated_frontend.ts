import { closeSync, openSync } from "node:fs";
import { ConnectionCounts } from "./connection_counts.ts";
import type { Frontend, FrontendOptions } from "./frontend.ts";
import { BACKLOG } from "../runtime/backlog.ts";
import { HttpServer } from "../runtime/http_server.ts";
import type { GateResources } from "./gate_resources.ts";
import { removeSocket, restrictSocket } from "../runtime/socket_file.ts";
import { isOutOfDescriptors } from "../util/errors.ts";
import type { RequestHandler } from "../handler/serve_requests.ts";
import type { Certificate } from "../tls/certificate.ts";
import { createTrust } from "../http/trust.ts";
import { type ConnectionObserver, type ExhaustedResource, Gate } from "./gate.ts";
import { createUpstreamHandler } from "./upstream_handler.ts";
import { PlainListener } from "./plain_listener.ts";
import { TLS_BACKLOG, TlsListener } from "./tls_listener.ts";

/**
 * Descriptors that there have to be for a few more connections, at three each, and for files. With TLS the
 * runtime accepts all that wait before it closes any, and can't go on when it has run out meanwhile.
 */
const SPARE = 32;
const SPARE_WITH_TLS = 32 + TLS_BACKLOG;

/** What a front with a gate needs beside. */
export interface GatedFrontendOptions extends FrontendOptions {
  readonly resources: GateResources;
  /** Where the server behind the gate listens, on loopback. */
  readonly upstreamPort: number;
  /** Answers what comes by plain HTTP where there is HTTPS. */
  readonly redirect: RequestHandler;
  /** Told what becomes of connections; undefined when nobody wants to know. */
  readonly observer: ConnectionObserver | undefined;
  /** There was no place for a connection. */
  readonly onFull: (why: ExhaustedResource) => void;
}

/** Puts a gate before the runtime's server, which listens on loopback for the gate alone. @throws When one can't listen. */
export function openGatedFrontend(options: GatedFrontendOptions): Frontend {
  const { config, resources, upstreamPort, handler, redirect, observer, onFull, report } = options;
  if (config.gate === undefined) throw new TypeError("there is no gate");
  const connectionCounts = new ConnectionCounts(
    resources.connectionCounts,
    resources.row,
    resources.salt,
  );
  const spare = resources.certificate === undefined ? SPARE : SPARE_WITH_TLS;
  const gate = new Gate(config.gate, connectionCounts, {
    observer,
    isExempt: createTrust(config.trustProxy),
    hasSpareDescriptors: () => canOpen(config.site.root, spare),
    onFull,
  });
  const server = new HttpServer({
    where: { hostname: "127.0.0.1", port: upstreamPort, reusePort: false },
    handler: createUpstreamHandler(gate, handler, redirect),
    onListen: () => {},
    report,
    debug: config.debug,
  });
  const secure = resources.certificate === undefined
    ? undefined
    : listenSecure(options, gate, resources.certificate);
  const plain = openPlain(options, gate);
  return {
    stop: async () => {
      for (const listener of [secure, ...plain]) listener?.close();
      if (options.address.socket !== undefined) removeSocket(options.address.socket);
      await Promise.all([server.stop(), gate.drain()]);
    },
    configure: (next) => {
      if (next.gate !== undefined) gate.config = next.gate;
    },
    setCertificate: (certificate) => {
      if (secure !== undefined) secure.keyPair = certificate;
    },
  };
}

function listenSecure(
  { address, shared, upstreamPort, config, onListening, onFailed }: GatedFrontendOptions,
  gate: Gate,
  keyPair: Certificate,
): TlsListener {
  return new TlsListener({
    address,
    shared,
    gate,
    port: upstreamPort,
    keyPair,
    hasFreeDescriptor: () => canOpen(config.site.root, 1),
    onListening,
    onError: ({ message }) => onFailed(message),
  });
}

/** The listeners without TLS: the site's own, or the one that redirects. */
function openPlain(
  { address, resources, shared, upstreamPort, onListening }: GatedFrontendOptions,
  gate: Gate,
): PlainListener[] {
  const isSecure = resources.certificate !== undefined;
  const at = isSecure ? resources.redirectAddress : address;
  if (at === undefined) return [];
  const { hostname, port, socket } = at;
  const listener = socket === undefined
    ? Deno.listen({ hostname, port, reusePort: shared, tcpBacklog: BACKLOG })
    : listenSocket(socket);
  if (!isSecure) onListening();
  return [new PlainListener(listener, gate, upstreamPort, isSecure)];
}

function listenSocket(path: string): Deno.UnixListener {
  removeSocket(path);
  const listener = Deno.listen({ transport: "unix", path });
  restrictSocket(path);
  return listener;
}

/** Whether so many more files or connections could be opened now; the root is what may be opened. */
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
