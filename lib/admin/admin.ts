import type { Config } from "../config/config.ts";
import { adminPermissions } from "../config/permissions.ts";
import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import { StartError } from "../util/errors.ts";
import { printable } from "../util/text.ts";
import type { FromAdmin, ToAdmin } from "./messages.ts";
import { replyTo, type Watched } from "./reply.ts";

/** The module that the admin worker runs. */
const WORKER_URL = new URL("./admin_worker.ts", import.meta.url);

/** How long after its death the admin worker is started again, in milliseconds. */
const DELAY = 1_000;

/** The admin listener: health, readiness and metrics, told by a worker that may do nothing else. */
export class Admin {
  readonly #config: Config;
  readonly #watched: Watched;
  readonly #report: (text: string) => void;
  readonly #listening = Promise.withResolvers<ListenAddress>();
  #worker: Worker | undefined;
  #address: ListenAddress;
  #proven = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param address Where to listen; a port 0 for a free one.
   * @param report Takes a line for the operator.
   */
  constructor(
    address: ListenAddress,
    config: Config,
    watched: Watched,
    report: (text: string) => void,
  ) {
    this.#address = address;
    this.#config = config;
    this.#watched = watched;
    this.#report = report;
  }

  /** @returns Where it listens. @throws {StartError} When it can't. */
  async start(): Promise<ListenAddress> {
    this.#spawn();
    return await this.#listening.promise;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
  }

  #spawn(): void {
    const worker = new Worker(WORKER_URL, {
      type: "module",
      name: "admin",
      deno: { permissions: adminPermissions(this.#address) },
    } as WorkerOptions);
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromAdmin>) => this.#hear(worker, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#bury(worker, event.message);
    };
    tell(worker, { kind: "start", address: this.#address });
  }

  async #hear(worker: Worker, message: FromAdmin): Promise<void> {
    switch (message.kind) {
      case "listening":
        this.#proven = true;
        this.#address = message.address;
        return this.#listening.resolve(message.address);
      case "failed":
        return this.#bury(worker, message.reason);
      case "ask": {
        const reply = await replyTo(message.question, this.#config, this.#watched);
        tell(worker, { kind: "reply", id: message.id, reply });
      }
    }
  }

  #bury(worker: Worker, reason: string): void {
    worker.terminate();
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    const at = formatAddress(this.#address);
    const problem = `can't listen on ${at} for --admin: ${printable(reason)}`;
    if (!this.#proven) {
      return this.#listening.reject(new StartError(problem, "name a free port of this machine"));
    }
    this.#report(`${problem} (trying again)`);
    this.#timer = setTimeout(() => this.#spawn(), DELAY);
  }
}

function tell(worker: Worker, message: ToAdmin): void {
  worker.postMessage(message);
}
