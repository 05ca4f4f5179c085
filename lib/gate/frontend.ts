import type { Config } from "../config/config.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { HttpServer } from "../runtime/http_server.ts";
import type { Certificate } from "../tls/certificate.ts";
import type { RequestHandler } from "../handler/serve_requests.ts";

/** What clients meet: the server itself, or a gate before it. */
export interface Frontend {
  /** Stops accepting, and finishes what is in flight. */
  stop(): Promise<void>;
  /** Holds connections to other limits from now on. */
  configure(config: Config): void;
  /** New connections get another certificate. */
  setCertificate(certificate: Certificate): void;
}

/** What a front needs. */
export interface FrontendOptions {
  readonly config: Config;
  readonly address: ListenAddress;
  /** Whether other workers listen on the same address. */
  readonly shared: boolean;
  readonly handler: RequestHandler;
  readonly onListening: () => void;
  /** It can't listen, or can't go on. */
  readonly onFailed: (reason: string) => void;
  /** Takes a line for the operator. */
  readonly report: (text: string) => void;
}

/** Lets requests go straight to the runtime's server. @throws When one can't listen there. */
export function openDirectFrontend(options: FrontendOptions): Frontend {
  const { config, address, shared, handler, onListening, onFailed, report } = options;
  const server = new HttpServer({
    where: address.socket === undefined
      ? { hostname: address.hostname, port: address.port, reusePort: shared }
      : { path: address.socket },
    handler,
    onListen: (at) => {
      const obstacle = listenMismatch(at, address);
      if (obstacle === undefined) onListening();
      else onFailed(obstacle);
    },
    report,
    debug: config.debug,
  });
  return { stop: () => server.stop(), configure: () => {}, setCertificate: () => {} };
}

const REMEDY = "unset DENO_SERVE_ADDRESS";

/** DENO_SERVE_ADDRESS, which the runtime obeys by itself, may have moved it. */
export function listenMismatch(at: Deno.Addr, wanted: ListenAddress): string | undefined {
  if (at.transport === "unix" && at.path === wanted.socket) return undefined;
  if (at.transport !== "tcp") return `the runtime listens on ${at.transport} instead (${REMEDY})`;
  const { hostname, port } = at;
  if (port === wanted.port && hostname === wanted.hostname) return undefined;
  return `the runtime listens on ${hostname}:${port} instead (${REMEDY})`;
}
