import type { Config } from "../config/config.ts";
import type { Certificate } from "../tls/certificate.ts";
import { reportOncePerMinute } from "../util/report_once.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { ConnectionCounts, createConnectionCountMemory } from "./connection_counts.ts";
import type { ExhaustedResource } from "./gate.ts";
import { findFreePorts } from "./upstream.ts";

/** What the supervisor allocates for a worker's gate. */
export interface GateResources {
  /** Free ports on loopback; the upstream listens on one of them. */
  readonly upstreamPorts: readonly number[];
  /** Memory with the connection counts of all workers. */
  readonly connectionCounts: SharedArrayBuffer;
  /** Index of the worker's own row in that memory. */
  readonly row: number;
  /** Secret salt of the connection counts, the same for all workers. */
  readonly salt: number;
  /** Undefined for plain HTTP. */
  readonly certificate: Certificate | undefined;
  /** Where plain HTTP is redirected to HTTPS; undefined for no redirect. */
  readonly redirectAddress: ListenAddress | undefined;
}

/** Allocates the resources of the workers' gates; runs in the supervisor. */
export class GateAllocator {
  readonly #connectionCounts: SharedArrayBuffer;
  readonly #salt = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  readonly #report: (text: string) => void;
  readonly #maxConnections: number;

  /** @param report Reports a line to the operator. */
  constructor({ workers, gate }: Config, report: (text: string) => void) {
    this.#connectionCounts = createConnectionCountMemory(workers);
    this.#maxConnections = gate?.maxConnections ?? Infinity;
    this.#report = report;
  }

  /** Returns the resources of a new worker. @param row The worker's index, from 0. */
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

  /** Clears the connection counts of a dead worker. */
  clear(row: number): void {
    new ConnectionCounts(this.#connectionCounts, row, this.#salt).clear();
  }

  /** Reports that connections are closed for lack of a resource, once per minute. */
  readonly reportFull = reportOncePerMinute((resource: ExhaustedResource): void => {
    const [problem, remedy] = resource === "connections"
      ? [`there are ${this.#maxConnections} connections`, "--max-connections"]
      : ["connections and files use all file descriptors", "ulimit -n"];
    this.#report(
      `${problem}: the longest waiting ones are closed for new ones (raise the limit with ${remedy})`,
    );
  });
}
