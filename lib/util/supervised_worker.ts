import { describeError } from "./errors.ts";
import { printable } from "./text.ts";

/** Delays before a restart, in milliseconds. */
export interface RestartDelays {
  readonly first: number;
  /** The delay doubles with each restart up to this limit. */
  readonly limit: number;
  /** A worker that lived longer than this resets the delay to the first one. */
  readonly stable: number;
}

/** Options of a {@linkcode SupervisedWorker}. */
export interface SupervisedWorkerOptions<Outgoing, Incoming> {
  /** Creates a worker, and its first message if it needs one. */
  readonly create: () => { readonly worker: Worker; readonly start?: Outgoing };
  /** Validates a message. A worker that sends one for which this returns undefined is broken. */
  readonly parse: (data: unknown) => Incoming | undefined;
  /**
   * `reply` reaches the sender only while it is the current worker. If this fails, the worker is broken: its messages
   * must not end the owner.
   */
  readonly onMessage: (
    message: Incoming,
    reply: (message: Outgoing) => void,
  ) => void | Promise<void>;
  /** Called when the worker has died. */
  readonly onExit: (reason: string) => void;
  readonly delays: RestartDelays;
  /** Monotonic time in milliseconds. */
  readonly now?: () => number;
}

/** A worker that can be restarted after its death. Messages and errors of earlier workers are ignored. */
export class SupervisedWorker<Outgoing, Incoming> {
  readonly #now: () => number;
  #worker: Worker | undefined;
  #startTime = 0;
  #delay: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly options: SupervisedWorkerOptions<Outgoing, Incoming>) {
    this.#now = options.now ?? (() => performance.now());
    this.#delay = options.delays.first;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** Time since the last start, in milliseconds. */
  get age(): number {
    return this.#now() - this.#startTime;
  }

  start(): void {
    const { create, parse, onMessage } = this.options;
    this.#startTime = this.#now();
    const { worker, start } = create();
    this.#worker = worker;
    const reply = (message: Outgoing) => {
      if (this.#worker === worker) worker.postMessage(message);
    };
    const fail = (reason: string) => {
      if (this.#worker === worker) this.fail(reason);
    };
    const receive = async (data: unknown) => {
      const message = parse(data);
      if (message === undefined) throw new TypeError("it sent an invalid message");
      await onMessage(message, reply);
    };
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#worker !== worker) return;
      receive(data).catch((error) => fail(describeError(error, false)));
    };
    worker.onmessageerror = () => fail("it sent an unreadable message");
    worker.onerror = (event) => {
      // An error that is not cancelled ends the owner too.
      event.preventDefault();
      fail(printable(event.message));
    };
    if (start !== undefined) reply(start);
  }

  /** Sends a message; does nothing if no worker is running. */
  send(message: Outgoing): void {
    this.#worker?.postMessage(message);
  }

  /** Terminates the worker because of an error and calls `onExit`. */
  fail(reason: string): void {
    this.#terminate();
    this.options.onExit(reason);
  }

  /** Schedules a restart. @returns The delay in milliseconds. */
  restart(): number {
    const { first, limit, stable } = this.options.delays;
    const delay = this.age > stable ? first : this.#delay;
    this.#delay = Math.min(delay * 2, limit);
    this.#timer = setTimeout(() => this.start(), delay);
    return delay;
  }

  cancelRestart(): void {
    clearTimeout(this.#timer);
  }

  /** Terminates the worker and cancels a scheduled restart. `onExit` is not called. */
  stop(): void {
    this.cancelRestart();
    this.#terminate();
  }

  #terminate(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
