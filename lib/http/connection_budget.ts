import type { BodyHolder, WorkerBudget } from "./worker_budget.ts";

/** The most streams of a connection. The runtime advertises 200 HTTP/2 streams and can't be told otherwise. */
const MAX_STREAMS = 100;

/** While more body bytes than this are on their way to a client, no more are read from files. */
const MAX_IN_FLIGHT = 512 * 1024;

/** How much the runtime reads ahead of a stalled HTTP/2 stream: until it has this much, and then one more chunk. */
const READ_AHEAD = 64 * 1024;

/** Sizes of reads for streams, in bytes. */
const MIN_CHUNK = 16 * 1024;
const MAX_CHUNK = 256 * 1024;

/** The unread response bodies of a connection. */
export class ConnectionBudget implements BodyHolder {
  readonly #worker: WorkerBudget;
  readonly #close: (() => void) | undefined;
  readonly #onIdle: () => void;
  readonly #streams = new Set<StreamBudget>();
  /** Memory of its bodies: whole ones that may not be delivered yet, and what streams have read ahead. */
  #held = 0;
  #buffered = 0;
  /** Body bytes that were passed to the connection and not delivered. */
  #inFlight = 0;
  #waiting: PromiseWithResolvers<void> | undefined;
  #hasEnded = false;
  /** When the client last made progress, on a monotonic clock in milliseconds. */
  progressedAt = performance.now();

  /**
   * @param close Closes the connection; undefined if only its streams can be ended, and deliveries are not counted.
   * @param onIdle Called when it holds nothing any more.
   */
  constructor(worker: WorkerBudget, close?: () => void, onIdle: () => void = () => {}) {
    this.#worker = worker;
    this.#close = close;
    this.#onIdle = onIdle;
  }

  get isIdle(): boolean {
    return this.#held === 0 && this.#streams.size === 0;
  }

  /** The memory of its bodies, in bytes. */
  get held(): number {
    return this.#held;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /**
   * Size of a read for a stream, in bytes: smaller if there are many streams or little memory is left, because the
   * runtime reads ahead for each.
   */
  get chunkSize(): number {
    const share = this.#worker.free / (8 * Math.max(1, this.#streams.size));
    return share >= MAX_CHUNK ? MAX_CHUNK : share >= 4 * MIN_CHUNK ? 4 * MIN_CHUNK : MIN_CHUNK;
  }

  /** Whether another stream may begin. */
  get canStream(): boolean {
    return this.#streams.size < MAX_STREAMS;
  }

  /** Whether a whole body of this size may be passed to the runtime: a connection gets a part of what is left. */
  canBuffer(bytes: number): boolean {
    return this.#buffered + bytes <= this.#worker.free / 8;
  }

  /**
   * Counts a whole body until it is delivered. The runtime takes it over at once, whether or not the client reads it:
   * only the bytes that reach the client's socket show that it is gone.
   */
  buffer(bytes: number): void {
    this.#buffered += bytes;
    this.#inFlight += bytes;
    this.#change(bytes);
  }

  /** Begins a stream. @param abort Ends it early. */
  openStream(abort: () => void): StreamBudget {
    const stream = new StreamBudget(this, abort);
    this.#streams.add(stream);
    this.#worker.change(this, 0, 1);
    return stream;
  }

  /** @param undelivered The most bytes of the stream that may never be delivered. */
  closeStream(stream: StreamBudget, undelivered: number): void {
    if (!this.#streams.delete(stream)) return;
    this.#held -= stream.held;
    this.#worker.change(this, -stream.held, -1);
    this.delivered(undelivered);
    if (this.isIdle) this.#becomeIdle();
  }

  /** Counts bytes of a stream. @param held By how much the memory of the stream changed. */
  produced(bytes: number, held: number): void {
    if (this.#close !== undefined) this.#inFlight += bytes;
    this.progressedAt = performance.now();
    this.#change(held);
  }

  /** Counts bytes that were written to the client's socket: bodies, header sections and framing. */
  delivered(bytes: number): void {
    this.#inFlight = Math.max(0, this.#inFlight - bytes);
    this.progressedAt = performance.now();
    const sent = this.#buffered - this.#inFlight;
    if (sent > 0) {
      this.#buffered -= sent;
      this.#change(-sent);
    }
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  /**
   * Waits until a stream may read more. Bytes of other streams may be stuck in the runtime, because their clients don't
   * read them: they must not stop this stream (RFC 9113 §5.2).
   *
   * @param own The memory of this stream.
   */
  async room(own: number): Promise<void> {
    while (!this.#hasEnded && this.#inFlight - (this.#held - own) > MAX_IN_FLIGHT) {
      this.#waiting ??= Promise.withResolvers<void>();
      await this.#waiting.promise;
    }
  }

  /** Ends the connection, or at least its streams, to make room for others. */
  evict(): void {
    if (this.#close !== undefined) return this.#close();
    for (const stream of [...this.#streams]) stream.abort();
  }

  /** Releases everything: the connection has ended. */
  end(): void {
    this.#hasEnded = true;
    this.delivered(0);
  }

  #change(held: number): void {
    this.#held += held;
    this.#worker.change(this, held, 0);
  }

  #becomeIdle(): void {
    this.#inFlight = 0;
    this.#onIdle();
  }
}

/** The connections of each worker that the runtime accepted itself, by the client's address and port. */
const byAddress = new WeakMap<WorkerBudget, Map<string, ConnectionBudget>>();

/** Returns the budget of a connection that the runtime accepted itself. */
export function connectionOf(worker: WorkerBudget, address: Deno.Addr): ConnectionBudget {
  if (!("hostname" in address)) return new ConnectionBudget(worker);
  const connections = byAddress.get(worker) ?? new Map<string, ConnectionBudget>();
  byAddress.set(worker, connections);
  const key = `${address.hostname} ${address.port}`;
  const known = connections.get(key);
  if (known !== undefined) return known;
  const budget = new ConnectionBudget(worker, undefined, () => connections.delete(key));
  connections.set(key, budget);
  return budget;
}

/** A body that is streamed. */
export class StreamBudget {
  readonly #connection: ConnectionBudget;
  readonly #abort: () => void;
  /** What the runtime may have read ahead, in bytes. */
  held = 0;
  #isClosed = false;

  constructor(connection: ConnectionBudget, abort: () => void) {
    this.#connection = connection;
    this.#abort = abort;
  }

  get chunkSize(): number {
    return this.#connection.chunkSize;
  }

  /** Waits until more may be read. */
  room(): Promise<void> {
    return this.#connection.room(this.held);
  }

  /** Counts a chunk that was passed to the runtime. */
  produced(bytes: number): void {
    if (this.#isClosed) return;
    const held = Math.min(this.held + bytes, Math.max(this.held, READ_AHEAD + 2 * bytes));
    const change = held - this.held;
    this.held = held;
    this.#connection.produced(bytes, change);
  }

  /** Ends the stream early. */
  abort(): void {
    this.#abort();
    this.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection.closeStream(this, this.held);
  }
}
