import { createCounterMemory } from "../metrics/counters.ts";
import type { Hasher } from "../auth/hasher.ts";
import type { Config } from "../config/config.ts";
import { workerPermissions } from "../config/permissions.ts";
import type { Change } from "../live/change.ts";
import { upstreamAddresses } from "../gate/upstream.ts";
import { GateAllocator } from "../gate/gate_resources.ts";
import type { Listening } from "./listening.ts";
import type { StartMessage, ToWorker } from "./messages.ts";
import { reportOnce } from "../util/report_once.ts";
import { type Saying, WorkerSlot } from "./worker_slot.ts";
import type { Certificate } from "../tls/certificate.ts";

/** Where the supervisor tells what its workers say. */
export interface SupervisorOutput {
  /** Lines of the access log. */
  readonly log: (lines: Uint8Array) => void;
  /** A line for the operator. */
  readonly report: (text: string) => void;
}

/** Starts the server workers, each in its sandbox; replaces those that die; stops them. */
export class Supervisor {
  #config: Config;
  #listening: Listening;
  readonly #gates: GateAllocator | undefined;
  readonly #workerUrl: URL;
  readonly #output: SupervisorOutput;
  readonly #places: readonly WorkerSlot[];
  /** What looks at passwords; undefined until there is one to look at. */
  #hasher: Hasher | undefined;
  readonly #tellMisdirected: (name: string) => void;
  #stopping = false;
  readonly #run = crypto.randomUUID();

  constructor(config: Config, listening: Listening, workerUrl: URL, output: SupervisorOutput) {
    this.#config = config;
    this.#listening = listening;
    this.#gates = config.gate && new GateAllocator(config, output.report);
    this.#workerUrl = workerUrl;
    this.#output = output;
    // Each worker tells once, so that a flood of them stays there; here all workers' are one.
    this.#tellMisdirected = reportOnce((name) =>
      output.report(
        `requests for the host ${name} are refused (allow it with --allow-host ${name})`,
      )
    );
    this.#places = Array.from({ length: config.workers }, (_, index) => this.#makePlace(index));
  }

  /** The configuration in use. */
  get config(): Config {
    return this.#config;
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
    const listening = this.#places.filter(({ isListening }) => isListening).length;
    const restarts = this.#places.reduce((sum, place) => sum + place.restarts, 0);
    return { wanted: this.#places.length, listening, restarts };
  }

  /** Where the workers count. */
  get tallies(): readonly SharedArrayBuffer[] {
    return this.#places.flatMap(({ counters }) => counters === undefined ? [] : [counters]);
  }

  /**
   * Starts the first worker: with it the site can be reached.
   *
   * @throws {StartError} When it can't listen.
   */
  async start(): Promise<void> {
    await this.#places[0]?.start();
  }

  /** Starts the workers beside the first. One that can't listen is replaced, like one that has died. */
  async startOthers(): Promise<void> {
    for (const place of this.#places.slice(1)) {
      if (this.#stopping) return;
      // Nothing else is done here while one is made, so each gets a turn of its own.
      place.spawn();
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  /** Has every worker answer by another configuration from now on; waits until all do. */
  async configure(config: Config): Promise<void> {
    // A worker that takes the place of a dead one starts with it.
    this.#config = config;
    await Promise.all(this.#places.map((place) => place.configure(config)));
  }

  /** Has pages that listen told of a change. */
  tellChange(change: Change): void {
    for (const place of this.#places) place.tell({ kind: "changed", change });
  }

  /** New connections get another certificate. */
  setCertificate(certificate: Certificate): void {
    this.#listening = { ...this.#listening, certificate };
    for (const place of this.#places) place.tell({ kind: "certificate", certificate });
  }

  /** Lets every worker finish what is in flight. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#places.map((place) => place.stop()));
    this.#hasher?.stop();
  }

  #makePlace(index: number): WorkerSlot {
    const { report } = this.#output;
    const counters = this.#config.admin && createCounterMemory();
    return new WorkerSlot({
      number: index + 1,
      counters,
      make: () => this.#makeWorker(index, counters),
      hear: (saying, reply) => this.#hear(saying, reply),
      onEnd: () => this.#gates?.clear(index),
      isProven: () => this.#places.some(({ hasListened }) => hasListened),
      report,
      debug: (text) => {
        if (this.#config.debug) report(text);
      },
    });
  }

  #makeWorker(
    index: number,
    counters: SharedArrayBuffer | undefined,
  ): { worker: Worker; start: StartMessage } {
    const config = this.#config;
    const { address, redirectAddress } = this.#listening;
    const gate = this.#gates?.allocate(index, this.#listening);
    const upstreams = upstreamAddresses(gate?.upstreamPorts ?? []);
    const redirects = redirectAddress === undefined ? [] : [redirectAddress];
    const worker = new Worker(this.#workerUrl, {
      type: "module",
      name: `server ${index + 1}`,
      deno: { permissions: workerPermissions(config, address, ...redirects, ...upstreams) },
    } as WorkerOptions);
    const shared = config.workers > 1;
    const run = this.#run;
    return { worker, start: { kind: "start", config, address, shared, counters, gate, run } };
  }

  #hear(saying: Saying, reply: (message: ToWorker) => void): void {
    switch (saying.kind) {
      case "log":
        return this.#output.log(saying.lines);
      case "report":
        return this.#output.report(saying.text);
      case "misdirected":
        return this.#tellMisdirected(saying.name);
      case "full":
        return this.#gates?.reportFull(saying.why);
      case "verify":
        return void this.#verify(saying, reply);
    }
  }

  async #verify(
    { id, attempt }: Extract<Saying, { kind: "verify" }>,
    reply: (message: ToWorker) => void,
  ): Promise<void> {
    const { Hasher } = await import("../auth/hasher.ts");
    this.#hasher ??= new Hasher(this.#output.report);
    const verdict = await this.#hasher.verify(attempt);
    reply({ kind: "verdict", id, verdict });
  }
}
