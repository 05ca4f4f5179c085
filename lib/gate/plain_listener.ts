import { isOutOfDescriptors } from "../util/errors.ts";
import type { Gate } from "./gate.ts";
import { PlainTransport } from "./plain_transport.ts";

/** How long to wait for descriptors to become free, in milliseconds. */
const RETRY_DELAY = 20;

/** Accepts connections without TLS until it is closed; what goes wrong with one of them is nobody else's. */
export class PlainListener {
  readonly #listener: Deno.Listener<Deno.TcpConn | Deno.UnixConn>;
  readonly #gate: Gate;
  #closed = false;

  /**
   * @param port Where the server behind listens, on loopback.
   * @param redirects Whether requests are redirected to HTTPS.
   */
  constructor(
    listener: Deno.Listener<Deno.TcpConn | Deno.UnixConn>,
    gate: Gate,
    port: number,
    redirects: boolean,
  ) {
    this.#listener = listener;
    this.#gate = gate;
    void this.#accept((socket) => new PlainTransport(socket, gate, port).run(redirects));
  }

  close(): void {
    this.#closed = true;
    this.#listener.close();
  }

  async #accept(serve: (socket: Deno.TcpConn | Deno.UnixConn) => Promise<void>): Promise<void> {
    while (!this.#closed) {
      try {
        void serve(await this.#listener.accept());
      } catch (error) {
        if (this.#closed) return;
        // Otherwise the client has gone away again.
        if (isOutOfDescriptors(error)) this.#gate.makeRoom("descriptors");
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
      }
    }
  }
}
