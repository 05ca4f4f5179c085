import type { GateConfig } from "../config/gate.ts";
import type { Activity } from "./activity_timeouts.ts";
import { Connection, type IncomingConnection } from "./connection.ts";
import type { WorkerBudget } from "../http/worker_budget.ts";
import { clientNetwork } from "../util/ip.ts";
import type { ConnectionCounts } from "./connection_counts.ts";

/** Receives connection events, for metrics. */
export interface ConnectionObserver {
  opened(): void;
  closed(): void;
  /** A connection was closed because no slot was free. */
  refused(): void;
}

export interface GateOptions {
  readonly config: GateConfig;
  readonly connectionCounts: ConnectionCounts;
  /** Limits the response bodies of all connections. */
  readonly budget: WorkerBudget;
  readonly observer?: ConnectionObserver | undefined;
  /** Whether an address has no per-address limit, such as a trusted proxy's. */
  readonly isExempt: (address: string) => boolean;
  /** Whether enough file descriptors are free for a few more connections and for files. */
  readonly hasSpareDescriptors: () => boolean;
  /** Called when a connection has to make room. */
  readonly onFull: (resource: ExhaustedResource) => void;
}

/** The resource that a new connection lacks. */
export type ExhaustedResource = "connections" | "descriptors";

/** How often timeouts are checked, in milliseconds: a tenth of the shortest timeout within these bounds. */
const MAX_SWEEP_INTERVAL = 1000;
const MIN_SWEEP_INTERVAL = 20;

/** Free descriptors are checked once per so many additional connections. */
const DESCRIPTOR_CHECK_STEP = 8;

/** How long a partial head may take to complete during shutdown, in milliseconds. */
const SHUTDOWN_GRACE = 100;

/**
 * Decides which connections are admitted and when they time out. It also maps the local port of each connection to
 * the upstream to the client's connection, so that the upstream can tell the gate's connections from a stranger's.
 */
export class Gate implements Disposable {
  /** The limits in force; may be replaced at any time. */
  config: GateConfig;
  readonly #options: GateOptions;
  readonly #counts: ConnectionCounts;
  readonly #connections = new Set<Connection>();
  readonly #byPort = new Map<number, Connection>();
  readonly #timer: ReturnType<typeof setInterval>;
  /** Below this number of connections, descriptors are known to suffice. */
  #sufficientBelow = 0;
  /** From this number of connections on, descriptors are known to be exhausted, until the next sweep. */
  #exhaustedFrom = Infinity;
  /** Resolves when the last connection has closed; undefined unless draining. */
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(options: GateOptions) {
    this.config = options.config;
    this.#options = options;
    this.#counts = options.connectionCounts;
    const { headerTimeout, idleTimeout, writeTimeout } = options.config;
    const interval = Math.min(headerTimeout, idleTimeout, writeTimeout) * 1000 / 10;
    this.#timer = setInterval(
      () => this.#sweep(),
      Math.max(MIN_SWEEP_INTERVAL, Math.min(MAX_SWEEP_INTERVAL, interval)),
    );
  }

  /** Admits a connection, evicting another one if necessary. Returns undefined if there is no room. */
  admit(incoming: IncomingConnection): Connection | undefined {
    const key = this.#keyOf(incoming.address);
    if (this.#drained !== undefined || !this.#hasRoomFor(key)) {
      this.#options.observer?.refused();
      return undefined;
    }
    const connection = new Connection(
      incoming,
      this.#options.budget,
      (closed) => this.#release(closed),
    );
    this.#connections.add(connection);
    this.#counts.add(key);
    this.#options.observer?.opened();
    return connection;
  }

  /** Evicts a waiting connection for lack of a resource. Returns whether there was one. */
  makeRoom(resource: ExhaustedResource): boolean {
    this.#options.onFull(resource);
    if (resource === "descriptors") {
      this.#sufficientBelow = 0;
      this.#exhaustedFrom = this.#counts.total();
    }
    return this.#evict(() => true);
  }

  /** Registers the local port of a connection to the upstream. */
  registerPort(port: number, connection: Connection): void {
    this.#byPort.set(port, connection);
  }

  unregisterPort(port: number): void {
    this.#byPort.delete(port);
  }

  /** Returns the connection with that local port to the upstream; undefined for another program's. */
  findByPort(port: number): Connection | undefined {
    return this.#byPort.get(port);
  }

  /**
   * Stops admitting connections and closes those that wait. Partial heads and HTTP/2 connections get
   * {@linkcode SHUTDOWN_GRACE} ms: the upstream sends GOAWAY (RFC 9113 §6.8) and closes HTTP/2 connections itself.
   * Resolves when all connections have closed.
   */
  async drain(): Promise<void> {
    this.#drained = Promise.withResolvers<void>();
    this.#endWaiting(({ hasPartialHead, isHttp2 }) => !hasPartialHead && !isHttp2);
    const timer = setTimeout(() => this.#endWaiting(() => true), SHUTDOWN_GRACE);
    if (this.#connections.size > 0) await this.#drained.promise;
    clearTimeout(timer);
    this[Symbol.dispose]();
  }

  /** Stops checking timeouts. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Whether another connection may be admitted, after evicting one if necessary. */
  #hasRoomFor(key: string | undefined): boolean {
    if (key !== undefined && this.#counts.countOf(key) >= this.config.maxPerAddress) {
      return this.#evict(({ address }) => this.#keyOf(address) === key);
    }
    const resource = this.#findExhausted();
    return resource === undefined || this.makeRoom(resource);
  }

  #findExhausted(): ExhaustedResource | undefined {
    const total = this.#counts.total();
    if (total >= this.config.maxConnections) return "connections";
    if (total < this.#sufficientBelow) return undefined;
    if (total >= this.#exhaustedFrom || !this.#options.hasSpareDescriptors()) return "descriptors";
    this.#sufficientBelow = total + DESCRIPTOR_CHECK_STEP;
    return undefined;
  }

  /** Frees a connection's slot. Safe to call twice. */
  #release(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    this.#options.observer?.closed();
    this.#counts.remove(this.#keyOf(connection.address));
    if (this.#connections.size === 0) this.#drained?.resolve();
  }

  #endWaiting(isDue: (activity: Activity) => boolean): void {
    for (const connection of [...this.#connections]) {
      if (connection.isWaiting && isDue(connection.activity)) connection.end("shutdown");
    }
  }

  /** Returns what an address is counted under; undefined if it has no limit. */
  #keyOf(address: string | undefined): string | undefined {
    if (address === undefined || this.#options.isExempt(address)) return undefined;
    return clientNetwork(address);
  }

  /** Evicts the candidate that has waited longest for a complete head or, if there is none, the longest idle one. */
  #evict(isCandidate: (connection: Connection) => boolean): boolean {
    let found: Connection | undefined;
    for (const connection of this.#connections) {
      if (!connection.isWaiting || !isCandidate(connection)) continue;
      if (found === undefined || isEvictedBefore(connection.activity, found.activity)) {
        found = connection;
      }
    }
    if (found === undefined) return false;
    found.end("evicted");
    // A lingering connection ignores end() and closes a little later, but its slot is free now.
    this.#release(found);
    return true;
  }

  #sweep(): void {
    this.#exhaustedFrom = Infinity;
    const now = performance.now();
    for (const connection of this.#connections) {
      const { activity, transport } = connection;
      const timeout = activity.expiredTimeout(now, transport.isWriting, this.config);
      if (timeout !== undefined) connection.end(timeout);
    }
  }
}

function isEvictedBefore(one: Activity, other: Activity): boolean {
  if (one.awaitsHead !== other.awaitsHead) return one.awaitsHead;
  return one.waitingSince < other.waitingSince;
}
