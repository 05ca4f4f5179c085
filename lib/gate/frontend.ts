import type { Config } from "../config/config.ts";
import type { RequestHandler } from "../handler/serve_requests.ts";
import { HttpServer } from "../runtime/http_server.ts";
import type { Certificate } from "../tls/certificate.ts";
import type { ListenAddress } from "../util/listen_address.ts";

/** The part of a worker that clients connect to: the runtime's server itself, or a gate in front of it. */
export interface Frontend {
  /** Stops accepting connections and finishes requests in flight. */
  stop(): Promise<void>;
  /** Applies the limits and timeouts of another configuration. */
  configure(config: Config): void;
  /** Sets the certificate for new connections. */
  setCertificate(certificate: Certificate): void;
}

export interface FrontendOptions {
  readonly config: Config;
  readonly address: ListenAddress;
  /** Whether other workers listen on the same address. */
  readonly shared: boolean;
  readonly handler: RequestHandler;
  readonly onListening: () => void;
  /** Called if it can't listen, or can't continue to. */
  readonly onFailed: (reason: string) => void;
  /** Reports a line to the operator. */
  readonly report: (text: string) => void;
}

/** Opens a frontend without a gate. @throws If it can't listen. */
export function openDirectFrontend(options: FrontendOptions): Frontend {
  const { config, address, shared, handler, onListening, onFailed, report } = options;
  const server = new HttpServer({
    where: address.socket === undefined
      ? { hostname: address.hostname, port: address.port, reusePort: shared }
      : { path: address.socket },
    handler,
    onListen: (actual) => {
      const mismatch = findMismatch(actual, address);
      if (mismatch === undefined) onListening();
      else onFailed(mismatch);
    },
    report,
    debug: config.debug,
  });
  return { stop: () => server.stop(), configure: () => {}, setCertificate: () => {} };
}

const REMEDY = "unset DENO_SERVE_ADDRESS";

/** The runtime listens on the address in the environment variable DENO_SERVE_ADDRESS instead, if it is set. */
function findMismatch(actual: Deno.Addr, wanted: ListenAddress): string | undefined {
  if (actual.transport === "unix" && actual.path === wanted.socket) return undefined;
  if (actual.transport !== "tcp") {
    return `the runtime listens on ${actual.transport} instead (${REMEDY})`;
  }
  const { hostname, port } = actual;
  if (port === wanted.port && hostname === wanted.hostname) return undefined;
  return `the runtime listens on ${hostname}:${port} instead (${REMEDY})`;
}
