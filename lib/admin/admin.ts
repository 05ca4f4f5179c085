import type { Config } from "../config/config.ts";
import { adminPermissions } from "../config/permissions.ts";
import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import { StartError } from "../util/errors.ts";
import { SupervisedWorker } from "../util/supervised_worker.ts";
import { printable } from "../util/text.ts";
import { replyTo, type ServerStatus } from "./endpoints.ts";
import { type FromAdmin, parseFromAdmin, type ToAdmin } from "./messages.ts";

/** The admin worker's main module. */
const WORKER_URL = new URL("./admin_worker.ts", import.meta.url);

/** Delay before the admin worker is restarted, in milliseconds. */
const RESTART_DELAY = 1_000;

/** The admin listener: health, readiness and metrics, served by a worker that may only listen. */
export class Admin {
  readonly #listening = Promise.withResolvers<ListenAddress>();
  readonly #worker: SupervisedWorker<ToAdmin, FromAdmin>;
  #address: ListenAddress;
  #hasListened = false;

  /**
   * @param address Where to listen; port 0 for any free port.
   * @param report Receives a line for the operator.
   */
  constructor(
    address: ListenAddress,
    readonly config: Config,
    readonly status: ServerStatus,
    readonly report: (text: string) => void,
  ) {
    this.#address = address;
    this.#worker = new SupervisedWorker({
      create: () => this.#create(),
      parse: parseFromAdmin,
      onMessage: (message: FromAdmin, reply) => this.#onMessage(message, reply),
      onExit: (reason) => this.#onExit(reason),
      delays: { first: RESTART_DELAY, limit: RESTART_DELAY, stable: 0 },
    });
  }

  /** @returns The address it listens on. @throws {StartError} If it can't listen. */
  async start(): Promise<ListenAddress> {
    this.#worker.start();
    return await this.#listening.promise;
  }

  stop(): void {
    this.#worker.stop();
  }

  #create(): { worker: Worker; start: ToAdmin } {
    const worker = new Worker(WORKER_URL, {
      type: "module",
      name: "admin",
      deno: { permissions: adminPermissions(this.#address) },
    } as WorkerOptions);
    return { worker, start: { kind: "start", address: this.#address } };
  }

  async #onMessage(message: FromAdmin, reply: (message: ToAdmin) => void): Promise<void> {
    switch (message.kind) {
      case "listening":
        this.#hasListened = true;
        // The worker may only fill in the port that the system has chosen: the address makes its permissions.
        if (this.#address.port === 0) this.#address = { ...this.#address, port: message.port };
        return this.#listening.resolve(this.#address);
      case "failed":
        return this.#worker.fail(message.reason);
      case "request": {
        const { id, endpoint } = message;
        reply({ kind: "reply", id, reply: await replyTo(endpoint, this.config, this.status) });
      }
    }
  }

  #onExit(reason: string): void {
    const address = formatAddress(this.#address);
    if (!this.#hasListened) {
      const problem = `can't listen on ${address} for --admin: ${printable(reason)}`;
      return this.#listening.reject(new StartError(problem, "name a free port of this machine"));
    }
    this.report(`the worker of --admin at ${address} died: ${printable(reason)} (it restarts)`);
    this.#worker.restart();
  }
}
