import { createTallyMemory, endGauges } from "../admin/tally.ts";
import type { Hasher } from "../auth/hasher.ts";
import type { Config } from "../config/config.ts";
import { workerPermissions } from "../config/permissions.ts";
import type { Change } from "../live/change.ts";
import { printable } from "../site/printable.ts";
import type { Listening } from "./listening.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { once } from "./once.ts";
import { innerAddresses } from "./gate/inner_port.ts";
import { GateSetups } from "./gate/gate_setups.ts";
import { StartError } from "./start_error.ts";
import type { Certificate } from "./tls/certificate.ts";

/** Where the supervisor tells what its workers say. */
export interface SupervisorOutput {
  /** Lines of the access log. */
  readonly log: (lines: Uint8Array) => void;
  /** A line for the operator. */
  readonly report: (text: string) => void;
}

/** The delay before a dead worker is replaced, in milliseconds: it doubles each time it does not help. */
const FIRST_DELAY = 100;
const MAX_DELAY = 10_000;

/** A worker that lived this long, in milliseconds, was a good one. */
const STABLE = 30_000;

/** A place for a worker, which outlives the workers that take it. */
interface Place {
  readonly number: number;
  worker: Worker | undefined;
  /** What the worker in this place is waited for to say: that it listens, or that it has stopped. */
  waiting: PromiseWithResolvers<void>;
  /** Until it has taken up a new configuration. */
  configuring: PromiseWithResolvers<void>;
  /** When the worker was started, in milliseconds since 1970. */
  born: number;
  delay: number;
  /** Where the workers in this place count; undefined when nobody wants to know. */
  readonly tally: SharedArrayBuffer | undefined;
  /** Whether the worker accepts connections. */
  listening: boolean;
  timer?: ReturnType<typeof setTimeout>;
}

/** Starts the server workers, each in its sandbox; replaces those that die; stops them. */
export class Supervisor {
  #config: Config;
  #listening: Listening;
  readonly #gates: GateSetups | undefined;
  readonly #workerUrl: URL;
  readonly #output: SupervisorOutput;
  readonly #places: Place[];
  /** What looks at passwords; undefined until there is one to look at. */
  #hasher: Hasher | undefined;
  readonly #tellMisdirected: (name: string) => void;
  /** Whether a worker has ever listened. */
  #proven = false;
  #stopping = false;
  #restarts = 0;
  readonly #run = crypto.randomUUID();

  constructor(config: Config, listening: Listening, workerUrl: URL, output: SupervisorOutput) {
    this.#config = config;
    this.#listening = listening;
    this.#gates = config.gate && new GateSetups(config, output.report);
    this.#workerUrl = workerUrl;
    this.#output = output;
    // Each worker tells once, so that a flood of them stays there; here all workers' are one.
    this.#tellMisdirected = once((name) =>
      output.report(
        `requests for the host ${name} are refused (allow it with --allow-host ${name})`,
      )
    );
    this.#places = Array.from({ length: config.workers }, (_, index) => ({
      number: index + 1,
      worker: undefined,
      waiting: Promise.withResolvers<void>(),
      configuring: Promise.withResolvers<void>(),
      born: 0,
      delay: FIRST_DELAY,
      tally: config.admin && createTallyMemory(),
      listening: false,
    }));
  }

  /** Whether it has been told to stop. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** How many workers there should be, how many listen, and how many have been replaced. */
  get workers(): {
    readonly wanted: number;
    readonly listening: number;
    readonly restarts: number;
  } {
    const listening = this.#places.filter((place) => place.listening).length;
    return { wanted: this.#places.length, listening, restarts: this.#restarts };
  }

  /** Where the workers count. */
  get tallies(): readonly SharedArrayBuffer[] {
    return this.#places.flatMap(({ tally }) => tally === undefined ? [] : [tally]);
  }

  /**
   * Starts the first worker: with it the site can be reached.
   *
   * @throws {StartError} When it can't listen.
   */
  async start(): Promise<void> {
    for (const place of this.#places.slice(0, 1)) {
      this.#spawn(place);
      await place.waiting.promise;
    }
  }

  /** Starts the workers beside the first. One that can't listen is replaced, like one that has died. */
  async startOthers(): Promise<void> {
    for (const place of this.#places.slice(1)) {
      if (this.#stopping) return;
      // Nothing else is done here while one is made, so each gets a turn of its own.
      this.#spawn(place);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  /** The configuration in use. */
  get config(): Config {
    return this.#config;
  }

  /** Has every worker answer by another configuration from now on; waits until all do. */
  async configure(config: Config): Promise<void> {
    // A worker that takes the place of a dead one starts with it.
    this.#config = config;
    const alive = this.#places.filter(({ worker }) => worker !== undefined);
    for (const place of alive) {
      place.configuring = Promise.withResolvers<void>();
      this.#tell(place, { kind: "configure", config });
    }
    await Promise.all(alive.map(({ configuring }) => configuring.promise));
  }

  /** Has pages that listen told of a change. */
  tellChange(change: Change): void {
    for (const place of this.#places) this.#tell(place, { kind: "changed", change });
  }

  /** Lets every worker finish what is in flight. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const alive = this.#places.filter(({ worker }) => worker !== undefined);
    for (const place of this.#places) clearTimeout(place.timer);
    for (const place of alive) {
      place.waiting = Promise.withResolvers<void>();
      this.#tell(place, { kind: "stop" });
    }
    await Promise.all(alive.map(({ waiting }) => waiting.promise));
    for (const { worker } of alive) worker?.terminate();
    this.#hasher?.stop();
  }

  /** New connections get another certificate. */
  setCertificate(certificate: Certificate): void {
    this.#listening = { ...this.#listening, certificate };
    for (const place of this.#places) this.#tell(place, { kind: "certificate", certificate });
  }

  #spawn(place: Place): void {
    place.born = Date.now();
    const { address, redirectAddress } = this.#listening;
    const gate = this.#gates?.make(place.number - 1, this.#listening);
    const inner = innerAddresses(gate?.innerPorts ?? []);
    const redirects = redirectAddress === undefined ? [] : [redirectAddress];
    const worker = new Worker(this.#workerUrl, {
      type: "module",
      name: `server ${place.number}`,
      deno: { permissions: workerPermissions(this.#config, address, ...redirects, ...inner) },
    } as WorkerOptions);
    place.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      // One that was given up may still have something to say.
      if (place.worker === worker) this.#hear(place, data);
    };
    worker.onerror = (event) => {
      // Without this the error would end the supervisor too.
      event.preventDefault();
      if (place.worker === worker) this.#bury(place, printable(event.message));
    };
    this.#tell(place, {
      kind: "start",
      config: this.#config,
      address,
      shared: this.#config.workers > 1,
      tally: place.tally,
      gate,
      run: this.#run,
    });
  }

  #debug(text: string): void {
    if (this.#config.debug) this.#output.report(text);
  }

  #tell(place: Place, message: ToWorker): void {
    place.worker?.postMessage(message);
  }

  #hear(place: Place, message: FromWorker): void {
    switch (message.kind) {
      case "log":
        return this.#output.log(message.lines);
      case "report":
        return this.#output.report(message.text);
      case "misdirected":
        return this.#tellMisdirected(message.name);
      case "full":
        return this.#gates?.tellFull(message.why);
      case "failed":
        return this.#bury(place, message.reason);
      case "listening":
        this.#proven = true;
        place.listening = true;
        this.#debug(`worker ${place.number} listens after ${Date.now() - place.born} ms`);
        return place.waiting.resolve();
      case "verify":
        return void this.#verify(place, message);
      case "configured":
        return place.configuring.resolve();
      case "stopped":
        this.#debug(`worker ${place.number} has stopped`);
        return place.waiting.resolve();
    }
  }

  async #verify(
    place: Place,
    { id, attempt }: Extract<FromWorker, { kind: "verify" }>,
  ): Promise<void> {
    const { worker } = place;
    const { Hasher } = await import("../auth/hasher.ts");
    this.#hasher ??= new Hasher(this.#output.report);
    const verdict = await this.#hasher.verify(attempt);
    // One that took its place meanwhile knows nothing of it.
    if (place.worker === worker) this.#tell(place, { kind: "verdict", id, verdict });
  }

  /** A worker is dead. When none has ever listened, Plinth can't run. */
  #bury(place: Place, reason: string): void {
    place.worker?.terminate();
    place.worker = undefined;
    place.listening = false;
    if (place.tally !== undefined) endGauges(place.tally);
    place.configuring.resolve();
    this.#gates?.clear(place.number - 1);
    if (this.#stopping) return place.waiting.resolve();
    if (!this.#proven) {
      const advice = "set DEBUG=plinth to see more";
      return place.waiting.reject(new StartError(`a worker can't start: ${reason}`, advice));
    }
    if (Date.now() - place.born > STABLE) place.delay = FIRST_DELAY;
    this.#restarts++;
    const { delay } = place;
    place.delay = Math.min(delay * 2, MAX_DELAY);
    this.#output.report(
      `worker ${place.number} died: ${reason} (another one starts in ${delay / 1000} s)`,
    );
    place.timer = setTimeout(() => this.#spawn(place), delay);
  }
}
