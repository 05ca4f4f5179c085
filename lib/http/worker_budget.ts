import { reportOncePerMinute } from "../util/report_once.ts";

/** Limits for the response bodies of a worker that its clients have not read. */
export interface BodyLimits {
  /** Bytes in memory: whole bodies, and what streams have read ahead. */
  readonly bytes: number;
  /** Streams, each of which may hold a file open. */
  readonly streams: number;
}

const LIMITS: BodyLimits = { bytes: 64 * 1024 * 1024, streams: 512 };

/** Connections that hold no more than this, in bytes, are never evicted. */
const MODEST_BYTES = 1024 * 1024;

/** Streams that a connection may have without risking eviction. */
const MODEST_STREAMS = 8;

/** A connection, as the budget of its worker sees it. */
export interface BodyHolder {
  /** Whether it holds nothing. */
  readonly isIdle: boolean;
  /** The memory of its bodies, in bytes. */
  readonly held: number;
  /** The number of its streams. */
  readonly streams: number;
  /** When the client last made progress, on a monotonic clock in milliseconds. */
  readonly progressedAt: number;
  /** Ends the connection, or at least its streams, to make room for others. */
  evict(): void;
}

/** Counts the unread response bodies of a worker, and ends the connection that holds most when there are too many. */
export class WorkerBudget {
  readonly #limits: BodyLimits;
  readonly #report: () => void;
  readonly #connections = new Set<BodyHolder>();
  #bytes = 0;
  #streams = 0;

  /** @param report Receives a line for the operator. */
  constructor(report: (text: string) => void = () => {}, limits: BodyLimits = LIMITS) {
    this.#limits = limits;
    this.#report = reportOncePerMinute(() =>
      report(
        "clients hold too many responses that they don't read: those that hold most are disconnected",
      )
    );
  }

  /** The memory in use, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The memory that is left, in bytes. */
  get free(): number {
    return Math.max(0, this.#limits.bytes - this.#bytes);
  }

  /** Counts more, or less. */
  change(connection: BodyHolder, bytes: number, streams: number): void {
    this.#bytes += bytes;
    this.#streams += streams;
    if (connection.isIdle) this.#connections.delete(connection);
    else this.#connections.add(connection);
    if (bytes > 0 && this.#bytes > this.#limits.bytes) this.#evict((one) => one.held, MODEST_BYTES);
    if (streams > 0 && this.#streams > this.#limits.streams) {
      this.#evict((one) => one.streams, MODEST_STREAMS);
    }
  }

  /**
   * Of the connections that hold at least half as much as the greediest one, evicts the one that was idle longest.
   *
   * @param modest Connections that hold no more than this are never evicted.
   */
  #evict(amountOf: (connection: BodyHolder) => number, modest: number): void {
    const greedy = [...this.#connections].filter((one) => amountOf(one) > modest);
    const most = greedy.reduce((max, one) => Math.max(max, amountOf(one)), 0);
    const [victim] = greedy.filter((one) => amountOf(one) * 2 >= most)
      .sort((one, other) => one.progressedAt - other.progressedAt);
    if (victim === undefined) return;
    this.#report();
    victim.evict();
  }
}
