import { createCounterMemory } from "../metrics/counters.ts";
import type { Hasher } from "../auth/hasher.ts";
import type { UserTable } from "../auth/user_table.ts";
import type { Config } from "../config/config.ts";
import type { Loaded } from "../config/load.ts";
import { workerPermissions } from "../config/permissions.ts";
import type { Change } from "../live/change.ts";
import { upstreamAddresses } from "../gate/upstream.ts";
import { GateAllocator } from "../gate/gate_resources.ts";
import type { Listening } from "./listening.ts";
import type { StartMessage, ToWorker } from "./messages.ts";
import { reportOnce } from "../util/report_once.ts";
import { printable } from "../util/text.ts";
import { type ServiceMessage, WorkerSlot } from "./worker_slot.ts";
import type { Certificate } from "../tls/certificate.ts";

/** Receives the output of the workers. */
export interface SupervisorOutput {
  /** Lines of the access log. */
  readonly log: (lines: Uint8Array) => void;
  /** A line for the operator. */
  readonly report: (text: string) => void;
}

/** Starts the server workers, each in its sandbox, replaces those that die, and stops them. */
export class Supervisor {
  #config: Config;
  /** Not sent to server workers. */
  #users: UserTable;
  #listening: Listening;
  readonly #gates: GateAllocator | undefined;
  readonly #workerUrl: URL;
  readonly #output: SupervisorOutput;
  readonly #slots: readonly WorkerSlot[];
  /** Undefined until the first login. */
  #hasher: Hasher | undefined;
  readonly #reportMisdirected: (name: string) => void;
  #stopping = false;
  readonly #run = crypto.randomUUID();

  constructor(
    { config, users }: Pick<Loaded, "config" | "users">,
    listening: Listening,
    workerUrl: URL,
    output: SupervisorOutput,
  ) {
    this.#config = config;
    this.#users = users;
    this.#listening = listening;
    this.#workerUrl = workerUrl;
    // Parts of a text come from workers, which must not forge further lines. Stack traces have several lines.
    const report = (text: string) => output.report(this.#config.debug ? text : printable(text));
    this.#output = { ...output, report };
    this.#gates = config.gate && new GateAllocator(config, report);
    // Each worker reports a name once, so that a flood does not reach the supervisor; this removes duplicates
    // between workers.
    this.#reportMisdirected = reportOnce((name) =>
      report(
        `requests for the host ${name} are rejected (allow it with --allow-host ${name})`,
      )
    );
    this.#slots = Array.from({ length: config.workers }, (_, index) => this.#createSlot(index));
  }

  /** The configuration in use. */
  get config(): Config {
    return this.#config;
  }

  /** Whether `stop` has been called. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Number of workers that are configured, that listen, and that have been replaced. */
  get workers(): {
    readonly wanted: number;
    readonly listening: number;
    readonly restarts: number;
  } {
    const listening = this.#slots.filter(({ isListening }) => isListening).length;
    const restarts = this.#slots.reduce((sum, slot) => sum + slot.restarts, 0);
    return { wanted: this.#slots.length, listening, restarts };
  }

  /** The counters of each slot; empty if metrics are off. */
  get counterMemories(): readonly SharedArrayBuffer[] {
    return this.#slots.flatMap(({ counters }) => counters === undefined ? [] : [counters]);
  }

  /**
   * Starts the first worker. The site can then be reached.
   *
   * @throws {StartError} If it can't listen.
   */
  async start(): Promise<void> {
    await this.#slots[0]?.start();
  }

  /** Starts the other workers. One that can't listen is replaced, like one that has died. */
  async startOthers(): Promise<void> {
    for (const slot of this.#slots.slice(1)) {
      if (this.#stopping) return;
      // Creating a worker blocks this thread: yield to the event loop after each one.
      slot.spawn();
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  /** Applies a configuration; resolves when every worker uses it. */
  async configure({ config, users }: Pick<Loaded, "config" | "users">): Promise<void> {
    this.#users = users;
    this.#hasher?.setUsers(users);
    // A worker that replaces a dead one starts with the new configuration.
    this.#config = config;
    await Promise.all(this.#slots.map((slot) => slot.configure(config)));
  }

  /** Notifies pages that are connected for live reload. */
  notifyChange(change: Change): void {
    for (const slot of this.#slots) slot.send({ kind: "changed", change });
  }

  /** Sets the certificate of new connections. */
  setCertificate(certificate: Certificate): void {
    this.#listening = { ...this.#listening, certificate };
    for (const slot of this.#slots) slot.send({ kind: "certificate", certificate });
  }

  /** Stops accepting connections and waits for the requests in flight. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#slots.map((slot) => slot.stop()));
    this.#hasher?.stop();
  }

  #createSlot(index: number): WorkerSlot {
    const { report } = this.#output;
    const counters = this.#config.admin && createCounterMemory();
    return new WorkerSlot({
      number: index + 1,
      counters,
      create: () => this.#createWorker(index, counters),
      onMessage: (message, reply) => this.#onMessage(message, reply, index + 1),
      onExit: () => this.#gates?.clear(index),
      hasAnyListened: () => this.#slots.some(({ hasListened }) => hasListened),
      report,
      debug: (text) => {
        if (this.#config.debug) report(text);
      },
    });
  }

  #createWorker(
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

  #onMessage(
    message: ServiceMessage,
    reply: (message: ToWorker) => void,
    worker: number,
  ): void | Promise<void> {
    switch (message.kind) {
      case "log":
        return this.#output.log(message.lines);
      case "report":
        return this.#output.report(message.text);
      case "misdirected":
        return this.#reportMisdirected(message.name);
      case "full":
        return this.#gates?.reportFull(message.why);
      case "verify":
        return this.#verify(message, reply, worker);
    }
  }

  async #verify(
    { id, attempt }: Extract<ServiceMessage, { kind: "verify" }>,
    reply: (message: ToWorker) => void,
    worker: number,
  ): Promise<void> {
    const { Hasher } = await import("../auth/hasher.ts");
    this.#hasher ??= new Hasher(this.#users, this.#output.report);
    const verdict = await this.#hasher.verify(attempt, worker);
    reply({ kind: "verdict", id, verdict });
  }
}
