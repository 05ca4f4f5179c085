import type { GateConfig } from "../config/gate.ts";
import type { Peer } from "../handler/request.ts";
import { NO_ADDRESS } from "../http/trust.ts";
import { Activity, type TimeoutName } from "./activity.ts";
import { addressKey, type ConnectionCounts } from "./connection_counts.ts";
import { Backpressure } from "../http/backpressure.ts";

/** How a connection ends when it is not by itself. */
export type CloseReason =
  | TimeoutName
  /** Another one needs its place. */
  | "evicted"
  /** Its request body does not end. */
  | "upload"
  /** The server stops. */
  | "stop";

/** A client's connection and the one behind it, as those who pump bytes between them see it. */
export interface Transport {
  /** Whether bytes are at hand that the client does not take. */
  readonly isWriting: boolean;
  /** Ends it, after saying why where that can be said; safe to call twice. */
  end(reason: CloseReason): void;
}

/** A client's connection, admitted. */
export interface Connection {
  /** The client's address; undefined when it has none. */
  readonly address: string | undefined;
  /** Whether requests are redirected to HTTPS. */
  readonly redirectsToHttps: boolean;
  /** Who sends the requests, as the log has it. */
  readonly peer: Peer;
  readonly activity: Activity;
  readonly backpressure: Backpressure;
  readonly transport: Transport;
}

/** What a incoming says of itself. */
export type IncomingConnection = Pick<Connection, "address" | "redirectsToHttps" | "transport">;

/** Told what becomes of connections. */
export interface ConnectionObserver {
  opened(): void;
  closed(): void;
  /** There was no place for one. */
  refused(): void;
}

/** What a gate asks and tells. */
export interface GateOptions {
  readonly observer?: ConnectionObserver | undefined;
  /** Whether an address may have any number of connections, as a proxy's. */
  readonly isExempt: (address: string) => boolean;
  /** Whether there are descriptors for some more connections, and for files. */
  readonly hasSpareDescriptors: () => boolean;
  /** Told why there is no place for a connection. */
  readonly onFull: (why: ExhaustedResource) => void;
}

/** What there is not enough of for one more connection. */
export type ExhaustedResource = "connections" | "descriptors";

/** More than a head may have, and what a request body may have that nobody reads, in bytes. */
const MAX_UPLOAD = 64 * 1024 + 1024 * 1024;

/** How often connections are looked at, in milliseconds, unless a time-out is short. */
const SWEEP = 1000;
const SHORTEST_SWEEP = 20;

/** Whether there are descriptors enough is looked at after so many more connections. */
const STEP = 8;

/** How long a head that has begun may take when the server stops, in milliseconds. */
const MOMENT = 100;

/**
 * Decides which connections there may be: how many, and for how long they may do nothing. Every connection
 * to the server behind is known by its local port; a stranger's is not.
 */
export class Gate implements Disposable {
  /** What clients are held to. */
  config: GateConfig;
  readonly #connectionCounts: ConnectionCounts;
  readonly #options: GateOptions;
  readonly #connections = new Set<Connection>();
  readonly #known = new Map<number, Connection>();
  readonly #timer: ReturnType<typeof setInterval>;
  /** For how many connections there were descriptors, and for how many there were not, a moment ago. */
  #enough = 0;
  #tooMany = Infinity;
  #empty: PromiseWithResolvers<void> | undefined;

  constructor(config: GateConfig, connectionCounts: ConnectionCounts, options: GateOptions) {
    this.config = config;
    this.#connectionCounts = connectionCounts;
    this.#options = options;
    const shortest = Math.min(config.headerTimeout, config.idleTimeout, config.writeTimeout) * 1000;
    const interval = Math.max(SHORTEST_SWEEP, Math.min(SWEEP, shortest / 10));
    this.#timer = setInterval(() => this.#sweep(), interval);
  }

  /** Takes in a new connection, if need be in place of another; undefined when there is no room. */
  admit(incoming: IncomingConnection): Connection | undefined {
    const connection = this.#admit(incoming);
    if (connection === undefined) this.#options.observer?.refused();
    else this.#options.observer?.opened();
    return connection;
  }

  #admit(incoming: IncomingConnection): Connection | undefined {
    if (this.#empty !== undefined) return undefined;
    const counted = this.#counted(incoming.address);
    const { maxPerAddress } = this.config;
    if (counted !== undefined && this.#connectionCounts.countOf(counted) >= maxPerAddress) {
      if (!this.#makeRoom((other) => this.#counted(other.address) === counted)) return undefined;
    } else {
      const shortage = this.#findShortage();
      if (shortage !== undefined && !this.makeRoom(shortage)) return undefined;
    }
    const activity = new Activity(performance.now());
    const backpressure = new Backpressure();
    const peer = peerOf(incoming.address, activity, backpressure);
    const connection = { ...incoming, activity, backpressure, peer };
    this.#connections.add(connection);
    this.#connectionCounts.add(counted);
    return connection;
  }

  /** Ends a connection that waits, if there is one, for want of something. */
  makeRoom(shortage: ExhaustedResource): boolean {
    this.#options.onFull(shortage);
    if (shortage === "descriptors") {
      this.#enough = 0;
      this.#tooMany = this.#connectionCounts.total();
    }
    return this.#makeRoom(() => true);
  }

  /** Descriptors are looked for when there are more connections than there were enough for. */
  #findShortage(): ExhaustedResource | undefined {
    const total = this.#connectionCounts.total();
    if (total >= this.config.maxConnections) return "connections";
    if (total < this.#enough) return undefined;
    if (total >= this.#tooMany || !this.#options.hasSpareDescriptors()) return "descriptors";
    this.#enough = total + STEP;
    return undefined;
  }

  /** A connection has ended; safe to call twice. */
  release(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    this.#options.observer?.closed();
    connection.backpressure.end();
    this.#connectionCounts.remove(this.#counted(connection.address));
    if (this.#connections.size === 0) this.#empty?.resolve();
  }

  /** Makes a connection's own connection to the server behind known. */
  registerPort(port: number, connection: Connection): void {
    this.#known.set(port, connection);
  }

  unregisterPort(port: number): void {
    this.#known.delete(port);
  }

  /** Whose the connection from a local port is; undefined for a stranger's. */
  findByPort(port: number): Connection | undefined {
    return this.#known.get(port);
  }

  /** Bytes came from a client: whether it may send more. */
  received(connection: Connection, count: number): boolean {
    connection.activity.recordReceived(performance.now(), count);
    if (connection.activity.bytesSinceHead <= MAX_UPLOAD) return true;
    connection.transport.end("upload");
    return false;
  }

  /**
   * Admits nobody any more, and ends those that wait for nothing; a head on its way gets a moment more, and so does
   * HTTP/2, where the server behind says goodbye (GOAWAY, RFC 9113 §6.8) and ends it.
   * Resolves when all have ended.
   */
  async drain(): Promise<void> {
    this.#empty = Promise.withResolvers<void>();
    this.#endWaiting(({ hasPartialHead, isHttp2 }) => !hasPartialHead && !isHttp2);
    const timer = setTimeout(() => this.#endWaiting(() => true), MOMENT);
    if (this.#connections.size > 0) await this.#empty.promise;
    clearTimeout(timer);
    this[Symbol.dispose]();
  }

  /** Looks after nobody any more. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #endWaiting(which: (activity: Activity) => boolean): void {
    for (const { activity, transport } of [...this.#connections]) {
      if (activity.isWaiting && !transport.isWriting && which(activity)) transport.end("stop");
    }
  }

  #counted(address: string | undefined): string | undefined {
    if (address === undefined || this.#options.isExempt(address)) return undefined;
    return addressKey(address);
  }

  /** Ends the one that has waited longest without a complete head: one that owes it, else an idle one. */
  #makeRoom(isCandidate: (connection: Connection) => boolean): boolean {
    let found: Connection | undefined;
    for (const connection of this.#connections) {
      const { activity, transport } = connection;
      if (!activity.isWaiting || transport.isWriting || !isCandidate(connection)) continue;
      if (found === undefined || yieldsBefore(activity, found.activity)) found = connection;
    }
    found?.transport.end("evicted");
    if (found !== undefined) this.release(found);
    return found !== undefined;
  }

  #sweep(): void {
    this.#tooMany = Infinity;
    const now = performance.now();
    for (const { activity, transport } of this.#connections) {
      const overdue = activity.expiredTimeout(now, transport.isWriting, this.config);
      if (overdue !== undefined) transport.end(overdue);
    }
  }
}

function peerOf(address: string | undefined, activity: Activity, backpressure: Backpressure): Peer {
  const hostname = address ?? NO_ADDRESS;
  return {
    remoteAddr: { transport: "tcp", hostname, port: 0 },
    backpressure,
    get http2() {
      return activity.isHttp2;
    },
  };
}

function yieldsBefore(one: Activity, other: Activity): boolean {
  if (one.awaitsHead !== other.awaitsHead) return one.awaitsHead;
  return one.waitingSince < other.waitingSince;
}
