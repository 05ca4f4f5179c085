import type { Config } from "../config/config.ts";
import type { GateSetup } from "../server/messages.ts";
import type { Listening } from "../server/listening.ts";
import { ConnectionCounts, createConnectionCountsMemory } from "./connection_counts.ts";
import type { Shortage } from "./gate.ts";
import { proposePorts } from "./inner_port.ts";

/** How often it is told that there is no place for connections, in milliseconds. */
const SILENCE = 60_000;

/** What the supervisor keeps for the gates of its workers. */
export class GateSetups {
  readonly #connectionCounts: SharedArrayBuffer;
  readonly #salt = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  readonly #report: (text: string) => void;
  readonly #maxConnections: number;
  #told = -Infinity;

  /** @param report Takes a line for the operator. */
  constructor({ workers, gate }: Config, report: (text: string) => void) {
    this.#connectionCounts = createConnectionCountsMemory(workers);
    this.#maxConnections = gate?.maxConnections ?? Infinity;
    this.#report = report;
  }

  /** For a new worker. @param row Its place, from 0. */
  make(row: number, { certificate, redirectAddress }: Listening): GateSetup {
    return {
      innerPorts: proposePorts(),
      connectionCounts: this.#connectionCounts,
      row,
      salt: this.#salt,
      certificate,
      redirectAddress,
    };
  }

  /** The worker in a place is dead, and its connections with it. */
  clear(row: number): void {
    new ConnectionCounts(this.#connectionCounts, row, this.#salt).clear();
  }

  /** Tells the operator that connections make room for others, now and then. */
  tellFull(why: Shortage): void {
    if (performance.now() - this.#told < SILENCE) return;
    this.#told = performance.now();
    const [what, remedy] = why === "connections"
      ? [`there are ${this.#maxConnections} connections`, "--max-connections"]
      : ["connections and files have used up the descriptors", "ulimit -n"];
    this.#report(`${what}: those that wait longest make room (allow more with ${remedy})`);
  }
}
