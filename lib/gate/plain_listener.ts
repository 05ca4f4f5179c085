import { isOutOfDescriptors } from "../util/errors.ts";
import type { Gate } from "./gate.ts";
import { PlainTransport } from "./plain_transport.ts";
import type { StreamSocket } from "./upstream.ts";

/** How long to wait for free descriptors before accepting again, in milliseconds. */
const RETRY_DELAY = 20;

export interface PlainListenerOptions {
  readonly listener: Deno.Listener<StreamSocket>;
  readonly gate: Gate;
  /** The upstream's port on loopback. */
  readonly upstreamPort: number;
  /** Whether requests are redirected to HTTPS. */
  readonly redirectsToHttps: boolean;
}

/** Accepts connections without TLS until it is closed. An error of one connection does not affect others. */
export class PlainListener {
  readonly #options: PlainListenerOptions;
  #isClosed = false;

  constructor(options: PlainListenerOptions) {
    this.#options = options;
    void this.#acceptAll();
  }

  close(): void {
    this.#isClosed = true;
    this.#options.listener.close();
  }

  async #acceptAll(): Promise<void> {
    const { listener, ...shared } = this.#options;
    while (!this.#isClosed) {
      try {
        const client = await listener.accept();
        void new PlainTransport({ client, ...shared }).run();
      } catch (error) {
        if (this.#isClosed) return;
        // Other errors mean that the client has disconnected.
        if (isOutOfDescriptors(error)) shared.gate.makeRoom("descriptors");
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
      }
    }
  }
}
