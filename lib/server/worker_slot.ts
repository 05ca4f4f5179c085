import { endGauges } from "../metrics/counters.ts";
import type { Config } from "../config/config.ts";
import { StartError } from "../util/errors.ts";
import { SupervisedWorker } from "../util/supervised_worker.ts";
import type { FromWorker, StartMessage, ToWorker } from "./messages.ts";
import { parseFromWorker } from "./parse_message.ts";

/** Delays before a dead worker is replaced, in milliseconds. */
const RESTART_DELAYS = { first: 100, limit: 10_000, stable: 30_000 };

/** A worker's message that does not concern its own life cycle. */
export type ServiceMessage = Exclude<
  FromWorker,
  { readonly kind: "failed" | "listening" | "configured" | "stopped" }
>;

/** Options of a {@linkcode WorkerSlot}. */
export interface WorkerSlotOptions {
  /** Counted from 1. */
  readonly number: number;
  /** Counters of the slot's workers; undefined if metrics are off. */
  readonly counters: SharedArrayBuffer | undefined;
  /** Creates a worker and its first message. */
  readonly create: () => { readonly worker: Worker; readonly start: StartMessage };
  /** `reply` reaches the sender only while it is the slot's current worker. */
  readonly onMessage: (
    message: ServiceMessage,
    reply: (message: ToWorker) => void,
  ) => void | Promise<void>;
  /** Called when a worker has died. */
  readonly onExit: () => void;
  /** Whether a worker of any slot has ever listened: if so, a worker that can't start is retried. */
  readonly hasAnyListened: () => boolean;
  /** Receives a line for the operator. */
  readonly report: (text: string) => void;
  /** Receives a line for debugging. */
  readonly debug: (text: string) => void;
}

/** A slot for one worker. When the worker dies, another one takes its place. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  readonly #worker: SupervisedWorker<ToWorker, FromWorker>;
  /** Resolves when the worker listens or, after a stop, when it has stopped. */
  #transition = Promise.withResolvers<void>();
  /** Resolves when the worker uses its new configuration. */
  #configured = Promise.withResolvers<void>();
  #isListening = false;
  #hasListened = false;
  #stopping = false;
  #restarts = 0;

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
    this.#worker = new SupervisedWorker<ToWorker, FromWorker>({
      create: options.create,
      parse: parseFromWorker,
      onMessage: (message, reply) => this.#onMessage(message, reply),
      onExit: (reason) => this.#onExit(reason),
      delays: RESTART_DELAYS,
    });
  }

  /** Whether the worker accepts connections. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Whether a worker of this slot has ever listened. */
  get hasListened(): boolean {
    return this.#hasListened;
  }

  /** Number of workers that died and were replaced. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Counters of the slot's workers. */
  get counters(): SharedArrayBuffer | undefined {
    return this.#options.counters;
  }

  /** Creates a worker and waits until it listens. @throws {StartError} If it can't, and no worker ever has. */
  async start(): Promise<void> {
    this.spawn();
    await this.#transition.promise;
  }

  /** Creates a worker without waiting for it. */
  spawn(): void {
    this.#worker.start();
  }

  /** Sends a message to the worker, if one is running. */
  send(message: ToWorker): void {
    this.#worker.send(message);
  }

  /** Waits until the worker uses a configuration. A worker that is created later starts with it. */
  async configure(config: Config): Promise<void> {
    if (!this.#worker.isRunning) return;
    this.#configured = Promise.withResolvers<void>();
    this.send({ kind: "configure", config });
    await this.#configured.promise;
  }

  /** Lets the worker finish the requests in flight. It is not replaced. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#worker.cancelRestart();
    if (!this.#worker.isRunning) return;
    this.#transition = Promise.withResolvers<void>();
    this.send({ kind: "stop" });
    await this.#transition.promise;
    this.#worker.stop();
  }

  #onMessage(
    message: FromWorker,
    reply: (message: ToWorker) => void,
  ): void | Promise<void> {
    const { number, debug, onMessage } = this.#options;
    switch (message.kind) {
      case "failed":
        return this.#worker.fail(message.reason);
      case "listening":
        this.#isListening = this.#hasListened = true;
        debug(`worker ${number} listens after ${Math.round(this.#worker.age)} ms`);
        return this.#transition.resolve();
      case "configured":
        return this.#configured.resolve();
      case "stopped":
        debug(`worker ${number} has stopped`);
        return this.#transition.resolve();
      default:
        return onMessage(message, reply);
    }
  }

  /** If no worker has ever listened, Plinth can't run; otherwise the worker is replaced. */
  #onExit(reason: string): void {
    const { number, report, onExit, hasAnyListened } = this.#options;
    this.#isListening = false;
    if (this.counters !== undefined) endGauges(this.counters);
    this.#configured.resolve();
    onExit();
    if (this.#stopping) return this.#transition.resolve();
    if (!hasAnyListened()) {
      const advice = "set DEBUG=plinth to see more";
      return this.#transition.reject(new StartError(`a worker can't start: ${reason}`, advice));
    }
    this.#restarts++;
    const delay = this.#worker.restart();
    report(`worker ${number} died: ${reason} (restarts in ${delay / 1000} s)`);
  }
}
