import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import type { ListenAddress } from "../util/listen_address.ts";
import type { Gate } from "./gate.ts";
import { TlsTransport } from "./tls_transport.ts";

/** A certificate with its chain, and its private key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface TlsListenerOptions {
  readonly address: ListenAddress;
  readonly gate: Gate;
  /** The upstream's port on loopback. */
  readonly upstreamPort: number;
  readonly keyPair: KeyPair;
  readonly hasFreeDescriptor: () => boolean;
  readonly onListening: () => void;
  /** Called if it can't listen. */
  readonly onError: (error: Error) => void;
}

/** Length of the accept queue: short, because the runtime needs a descriptor for each connection in it. */
export const TLS_BACKLOG = 128;

/** How often free descriptors are checked, in milliseconds. */
const DESCRIPTOR_CHECK_INTERVAL = 200;

/**
 * Accepts TLS connections until it is closed. When the runtime can't accept a connection because no descriptor is
 * free, it stops accepting for good and reports no error. The listener therefore watches the descriptors itself, and
 * listens again once some are free.
 */
export class TlsListener {
  readonly #options: TlsListenerOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #context: SecureContext;
  #server: Server;
  /** Whether descriptors ran out since the server began to listen. */
  #wasStarved = false;
  #isClosed = false;

  constructor(options: TlsListenerOptions) {
    this.#options = options;
    this.#context = createContext(options.keyPair);
    this.#server = this.#listen(options.onListening, options.onError);
    this.#timer = setInterval(() => this.#checkDescriptors(), DESCRIPTOR_CHECK_INTERVAL);
  }

  /** Sets the certificate for new connections; open connections keep theirs. */
  set keyPair(keyPair: KeyPair) {
    this.#context = createContext(keyPair);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#server.close();
  }

  #listen(onListening: () => void, onError: (error: Error) => void): Server {
    const { address } = this.#options;
    const options = { allowHalfOpen: true, noDelay: true };
    const server = createServer(options, (socket) => this.#onConnection(socket));
    server.on("error", onError);
    server.listen({
      host: address.hostname,
      port: address.port,
      backlog: TLS_BACKLOG,
      // On Linux a second listener can share the port and take over before the first one closes.
      reusePort: Deno.build.os === "linux",
    }, onListening);
    return server;
  }

  #onConnection(socket: Socket): void {
    const { gate, upstreamPort, hasFreeDescriptor } = this.#options;
    if (!hasFreeDescriptor()) {
      this.#wasStarved = true;
      gate.makeRoom("descriptors");
    }
    new TlsTransport({ socket, context: this.#context, gate, upstreamPort }).run();
  }

  /** Replaces the server if descriptors ran out and are free again. */
  #checkDescriptors(): void {
    const isFree = this.#options.hasFreeDescriptor();
    if (!isFree) this.#wasStarved = true;
    if (!isFree || !this.#wasStarved) return;
    this.#wasStarved = false;
    const previous = this.#server;
    if (Deno.build.os !== "linux") previous.close();
    const next = this.#listen(() => {
      this.#server = next;
      previous.close();
      if (this.#isClosed) next.close();
    }, () => this.#wasStarved = true);
  }
}

function createContext({ cert, key }: KeyPair): SecureContext {
  return createSecureContext({ cert, key, minVersion: "TLSv1.2" });
}
