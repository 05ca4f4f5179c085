import { endGauges } from "../metrics/counters.ts";
import type { Config } from "../config/config.ts";
import { printable } from "../util/text.ts";
import type { FromWorker, StartMessage, ToWorker } from "./messages.ts";
import { StartError } from "../util/start_error.ts";

/** The delay before a dead worker is replaced, in milliseconds: it doubles each time it does not help. */
const FIRST_DELAY = 100;
const MAX_DELAY = 10_000;

/** A worker that lived this long, in milliseconds, was a good one. */
const STABLE = 30_000;

/** What a worker says that is not about its own life. */
export type Saying = Exclude<
  FromWorker,
  { readonly kind: "failed" | "listening" | "configured" | "stopped" }
>;

/** What a place is told of its surroundings. */
export interface WorkerSlotOptions {
  /** From 1 on. */
  readonly number: number;
  /** Where the workers in this place count; undefined when nobody wants to know. */
  readonly counters: SharedArrayBuffer | undefined;
  /** Makes a worker, and what it is to begin with. */
  readonly make: () => { readonly worker: Worker; readonly start: StartMessage };
  /** Takes what a worker says; `reply` reaches that very worker, as long as it is in its place. */
  readonly hear: (saying: Saying, reply: (message: ToWorker) => void) => void;
  /** A worker is no more. */
  readonly onEnd: () => void;
  /** Whether a worker has ever listened, in any place: one that can't start is tried again then. */
  readonly isProven: () => boolean;
  /** Takes a line for the operator. */
  readonly report: (text: string) => void;
  /** Takes a line for whoever looks for a fault. */
  readonly debug: (text: string) => void;
}

/** A place for a worker, which outlives the workers that take it: one that dies is replaced. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  #worker: Worker | undefined;
  /** Until the worker says what it is waited for to say: that it listens, or that it has stopped. */
  #waiting = Promise.withResolvers<void>();
  /** Until the worker has taken up a new configuration. */
  #configuring = Promise.withResolvers<void>();
  /** When the worker was made, in milliseconds since 1970. */
  #born = 0;
  #delay = FIRST_DELAY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isListening = false;
  #hasListened = false;
  #stopping = false;
  #restarts = 0;

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
  }

  /** Whether the worker accepts connections. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Whether a worker has ever listened here. */
  get hasListened(): boolean {
    return this.#hasListened;
  }

  /** How many workers have been replaced. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Where the workers in this place count. */
  get counters(): SharedArrayBuffer | undefined {
    return this.#options.counters;
  }

  /** Makes a worker and waits until it listens. @throws {StartError} When it can't, and none ever has. */
  async start(): Promise<void> {
    this.spawn();
    await this.#waiting.promise;
  }

  /** Makes a worker. */
  spawn(): void {
    this.#born = Date.now();
    const { worker, start } = this.#options.make();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      // One that was given up may still have something to say.
      if (this.#worker === worker) this.#hear(worker, data);
    };
    worker.onerror = (event) => {
      // Without this the error would end the supervisor too.
      event.preventDefault();
      if (this.#worker === worker) this.#bury(printable(event.message));
    };
    this.tell(start);
  }

  /** Tells the worker, when there is one. */
  tell(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  /** Waits until the worker answers by another configuration; one that is made later begins with it. */
  async configure(config: Config): Promise<void> {
    if (this.#worker === undefined) return;
    this.#configuring = Promise.withResolvers<void>();
    this.tell({ kind: "configure", config });
    await this.#configuring.promise;
  }

  /** Lets the worker finish what is in flight. There won't be another one. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    if (this.#worker === undefined) return;
    this.#waiting = Promise.withResolvers<void>();
    this.tell({ kind: "stop" });
    await this.#waiting.promise;
    this.#worker?.terminate();
  }

  #hear(worker: Worker, message: FromWorker): void {
    const { number, debug, hear } = this.#options;
    switch (message.kind) {
      case "failed":
        return this.#bury(message.reason);
      case "listening":
        this.#isListening = this.#hasListened = true;
        debug(`worker ${number} listens after ${Date.now() - this.#born} ms`);
        return this.#waiting.resolve();
      case "configured":
        return this.#configuring.resolve();
      case "stopped":
        debug(`worker ${number} has stopped`);
        return this.#waiting.resolve();
      default:
        return hear(message, (reply) => {
          if (this.#worker === worker) worker.postMessage(reply);
        });
    }
  }

  /** The worker is dead. When none has ever listened, Plinth can't run. */
  #bury(reason: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isListening = false;
    if (this.counters !== undefined) endGauges(this.counters);
    this.#configuring.resolve();
    this.#options.onEnd();
    if (this.#stopping) return this.#waiting.resolve();
    if (!this.#options.isProven()) {
      const advice = "set DEBUG=plinth to see more";
      return this.#waiting.reject(new StartError(`a worker can't start: ${reason}`, advice));
    }
    this.#replace(reason);
  }

  #replace(reason: string): void {
    if (Date.now() - this.#born > STABLE) this.#delay = FIRST_DELAY;
    this.#restarts++;
    const delay = this.#delay;
    this.#delay = Math.min(delay * 2, MAX_DELAY);
    const { number, report } = this.#options;
    report(`worker ${number} died: ${reason} (restarts in ${delay / 1000} s)`);
    this.#timer = setTimeout(() => this.spawn(), delay);
  }
}
