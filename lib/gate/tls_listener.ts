import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import type { ListenAddress } from "../util/listen_address.ts";
import type { Gate } from "./gate.ts";
import { TlsTransport } from "./tls_transport.ts";

/** A certificate, its chain, and the private key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Where and how TLS is listened for. */
export interface TlsListenerOptions {
  readonly address: ListenAddress;
  /** Whether other workers listen on the same address. */
  readonly shared: boolean;
  readonly gate: Gate;
  /** Where the server behind listens, on loopback. */
  readonly port: number;
  readonly keyPair: KeyPair;
  /** Whether a descriptor is free now. */
  readonly hasFreeDescriptor: () => boolean;
  readonly onListening: () => void;
  /** It can't listen. */
  readonly onError: (error: Error) => void;
}

/** Connections that may wait to be accepted: few, since there have to be descriptors for all of them. */
export const TLS_BACKLOG = 128;

/** How often it is looked whether there are descriptors, in milliseconds. */
const WATCH = 200;

/**
 * Accepts connections with TLS until it is closed. The runtime says nothing when it can't accept one for want
 * of a descriptor, and never tries again; so it is found out, and listened anew when there are some.
 */
export class TlsListener {
  readonly #options: TlsListenerOptions;
  readonly #watch: ReturnType<typeof setInterval>;
  #context: SecureContext;
  #server: Server;
  #starved = false;
  #closed = false;

  constructor(options: TlsListenerOptions) {
    this.#options = options;
    this.#context = secureContext(options.keyPair);
    this.#server = this.#listen(options.onListening, options.onError);
    this.#watch = setInterval(() => this.#look(), WATCH);
  }

  /** New connections get another certificate; those that are open keep theirs. */
  set keyPair(keyPair: KeyPair) {
    this.#context = secureContext(keyPair);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#watch);
    this.#server.close();
  }

  #listen(onListening: () => void, onError: (error: Error) => void): Server {
    const { address, gate, port } = this.#options;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) => {
      if (!this.#options.hasFreeDescriptor()) {
        this.#starved = true;
        gate.makeRoom("descriptors");
      }
      new TlsTransport(socket, this.#context, gate, port).run(socket.remoteAddress);
    });
    server.on("error", onError);
    server.listen({
      host: address.hostname,
      port: address.port,
      backlog: TLS_BACKLOG,
      // Where a port can be shared a second listener can take over before the first one ends.
      reusePort: Deno.build.os === "linux",
    }, onListening);
    return server;
  }

  #look(): void {
    const isFree = this.#options.hasFreeDescriptor();
    if (!isFree) this.#starved = true;
    if (!isFree || !this.#starved) return;
    this.#starved = false;
    const before = this.#server;
    if (Deno.build.os !== "linux") before.close();
    const next = this.#listen(() => {
      this.#server = next;
      before.close();
      if (this.#closed) next.close();
    }, () => this.#starved = true);
  }
}

function secureContext({ cert, key }: KeyPair): SecureContext {
  return createSecureContext({ cert, key, minVersion: "TLSv1.2" });
}
