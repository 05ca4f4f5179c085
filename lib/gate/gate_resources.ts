import type { Config } from "../config/config.ts";
import type { Certificate } from "../tls/certificate.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { ConnectionCounts, createConnectionCountMemory } from "./connection_counts.ts";
import type { ExhaustedResource } from "./gate.ts";
import { findFreePorts } from "./upstream.ts";

/** How often it is told that there is no place for connections, in milliseconds. */
const REPORT_INTERVAL = 60_000;

/** What a worker's gate needs beside the configuration. */
export interface GateResources {
  /** Free ports on loopback: the server behind the gate listens on one of them. */
  readonly upstreamPorts: readonly number[];
  /** Where the connections of all workers are counted. */
  readonly connectionCounts: SharedArrayBuffer;
  /** The worker's own row in it. */
  readonly row: number;
  /** The same for all workers, and nobody else knows it. */
  readonly salt: number;
  /** Undefined for plain HTTP. */
  readonly certificate: Certificate | undefined;
  /** Where plain HTTP is redirected to HTTPS. */
  readonly redirectAddress: ListenAddress | undefined;
}

/** What the supervisor keeps for the gates of its workers. */
export class GateAllocator {
  readonly #connectionCounts: SharedArrayBuffer;
  readonly #salt = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  readonly #report: (text: string) => void;
  readonly #maxConnections: number;
  #told = -Infinity;

  /** @param report Takes a line for the operator. */
  constructor({ workers, gate }: Config, report: (text: string) => void) {
    this.#connectionCounts = createConnectionCountMemory(workers);
    this.#maxConnections = gate?.maxConnections ?? Infinity;
    this.#report = report;
  }

  /** For a new worker. @param row Its place, from 0. */
  allocate(
    row: number,
    { certificate, redirectAddress }: Partial<
      Pick<GateResources, "certificate" | "redirectAddress">
    >,
  ): GateResources {
    return {
      upstreamPorts: findFreePorts(),
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
  reportFull(why: ExhaustedResource): void {
    if (performance.now() - this.#told < REPORT_INTERVAL) return;
    this.#told = performance.now();
    const [what, remedy] = why === "connections"
      ? [`there are ${this.#maxConnections} connections`, "--max-connections"]
      : ["connections and files have used up the descriptors", "ulimit -n"];
    this.#report(`${what}: those that wait longest make room (allow more with ${remedy})`);
  }
}
