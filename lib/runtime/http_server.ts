import { BACKLOG } from "./backlog.ts";
import { removeSocket, restrictSocket } from "./socket_file.ts";
import { describeFault, isOutOfDescriptors } from "../util/errors.ts";

/** How long to wait for descriptors to become free, in milliseconds. */
const RETRY_DELAY = 20;

/** Where and for whom HTTP is spoken. */
export interface HttpServerOptions {
  /** What the runtime is to listen on. */
  readonly where:
    | { readonly hostname: string; readonly port: number; readonly reusePort: boolean }
    | { readonly path: string };
  readonly handler: (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;
  /** Told, each time, where it does listen. */
  readonly onListen: (address: Deno.Addr) => void;
  /** Takes a line for the operator. */
  readonly report: (text: string) => void;
  /** Stack traces in reports. */
  readonly debug: boolean;
}

/** The runtime's HTTP server: the one place that starts it. Out of descriptors it listens again when it can. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  #server: Deno.HttpServer<Deno.Addr>;
  #stopping = false;

  /** @throws When one can't listen there. */
  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#server = this.#listen();
  }

  /** Stops accepting, and finishes what is in flight. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#server.shutdown();
    const { where } = this.#options;
    if ("path" in where) removeSocket(where.path);
  }

  #listen(): Deno.HttpServer<Deno.Addr> {
    const { where, handler, report, debug } = this.#options;
    if ("path" in where) removeSocket(where.path);
    const onListen = (address: Deno.Addr) => {
      if ("path" in where) restrictSocket(where.path);
      this.#options.onListen(address);
    };
    const server: Deno.HttpServer<Deno.Addr> = Deno.serve(
      {
        ...where,
        automaticCompression: false,
        tcpBacklog: BACKLOG,
        onListen,
        // A body that failed while it was sent: its connection was cut.
        onError: (error: unknown) => {
          report(describeFault(error, debug));
          return new Response(null, { status: 500 });
        },
      } as Deno.ServeTcpOptions,
      handler as Deno.ServeHandler<Deno.NetAddr>,
    );
    // Out of descriptors the runtime stops accepting (a fact of the platform): take it up again.
    server.finished.catch((error) => {
      if (!isOutOfDescriptors(error)) throw error;
      this.#listenAgain();
    });
    return server;
  }

  /** Tries until it succeeds; connections that are open go on meanwhile. */
  #listenAgain(): void {
    setTimeout(() => {
      if (this.#stopping) return;
      try {
        this.#server = this.#listen();
      } catch {
        this.#listenAgain();
      }
    }, RETRY_DELAY);
  }
}
