import { removeSocket, restrictSocket } from "./socket_file.ts";
import { BodyEvicted, describeFault, isOutOfDescriptors } from "../util/errors.ts";

/**
 * Length of the queue of connections that wait to be accepted; the system may allow fewer. If the queue is full, a
 * client retries after 1, 3 and 7 seconds: a burst of clients delays the others by that much.
 */
export const BACKLOG = 4096;

/** Delay before listening again after descriptor exhaustion, in milliseconds. */
const RETRY_DELAY = 20;

export interface HttpServerOptions {
  readonly where:
    | { readonly hostname: string; readonly port: number; readonly reusePort: boolean }
    | { readonly path: string };
  readonly handler: (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;
  /** Called with the bound address whenever the server starts to listen, also after descriptor exhaustion. */
  readonly onListen: (address: Deno.Addr) => void;
  /** Writes a line for the operator. */
  readonly report: (text: string) => void;
  /** Include stack traces in reports. */
  readonly debug: boolean;
}

/** The only caller of `Deno.serve`. Listens again if the runtime stops because descriptors ran out. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  #server: Deno.HttpServer<Deno.Addr>;
  #isStopping = false;

  /** @throws If listening fails. */
  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#server = this.#listen();
  }

  /** Stops accepting connections and resolves when all requests in flight are finished. */
  async stop(): Promise<void> {
    this.#isStopping = true;
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
        // A body failed while it was being sent; the runtime has cut the connection.
        onError: (error: unknown) => {
          if (!(error instanceof BodyEvicted)) report(describeFault(error, debug));
          return new Response(null, { status: 500 });
        },
      } as Deno.ServeTcpOptions,
      handler as Deno.ServeHandler<Deno.NetAddr>,
    );
    // Deno 2.9 stops accepting for good when accept() fails with EMFILE or ENFILE.
    server.finished.catch((error) => {
      if (!isOutOfDescriptors(error)) throw error;
      this.#listenAgain();
    });
    return server;
  }

  /** Retries until listening succeeds. Open connections are still served. */
  #listenAgain(): void {
    setTimeout(() => {
      if (this.#isStopping) return;
      try {
        this.#server = this.#listen();
      } catch {
        this.#listenAgain();
      }
    }, RETRY_DELAY);
  }
}
